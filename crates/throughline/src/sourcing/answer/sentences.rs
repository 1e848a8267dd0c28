//! What can be said of all arrangements together, the most important first.

use super::comparable::{Undone, that_do_the_work};
use super::{Answer, Leaving, Looked, Standing, costs_anything, notes, per_need_met, pounds};
use crate::money::Pence;
use crate::sourcing::appraisal::compared::{Compared, Verdict};
use crate::sourcing::appraisal::who_pays::Fares;
use crate::sourcing::ledger::Line;
use crate::sourcing::money::{STAFF, is_organisation};
use crate::sourcing::outcome::Posts;
use crate::sourcing::question::Question;
use crate::sourcing::unwritten;
use crate::time::plain;
use crate::wording::{counted, percent, sentence_start};

impl Answer {
    /// What can be said.
    pub(super) fn sentences(&self, question: &Question, looked: &Looked<'_>) -> Vec<String> {
        let mut says = Vec::new();
        if let Some(pair) = self.leading {
            says.extend(self.of_the_best_two(pair, looked));
            let names = (&self.standings[pair.0].name, &self.standings[pair.1].name);
            says.extend(self.halved.iter().map(|halved| halved.says(names.0, names.1)));
        }
        let costs = costs_anything(looked.outcomes);
        let unpriced = notes::unpriced(question);
        if !costs {
            let says_so = "Nothing costs anything in this plan: write `rate_per_hour` for each pool. Until then only times and people are compared.";
            says.push(says_so.to_string());
        } else if !unpriced.is_empty() {
            says.push(format!(
                "No verdict on money: {} without `rate_per_hour` ({}), so what is done there counts as free. Write it, or 0 where the work \
                 really costs nothing.",
                counted(unpriced.len() as u64, "pool is", "pools are"),
                unpriced.join(", ")
            ));
        } else {
            says.extend(self.undone(looked));
        }
        says.extend(self.none_met());
        says.extend(self.standings.iter().filter_map(loses));
        if costs {
            says.extend(notes::who_is_left_paying(question));
        }
        if costs && unpriced.is_empty() {
            says.extend(self.standings.iter().filter_map(worth_of_leaving));
        }
        says.extend(self.overwhelmed(looked));
        says.extend(self.near_the_edge());
        says.extend(self.standings.iter().skip(1).filter_map(|option| self.frees(option, looked)));
        if costs {
            says.extend(unwritten::sentences(&unwritten::of(question)));
            says.extend(notes::without_contract(question));
            says.extend(notes::buys_and_is_not_there(question));
        }
        let p90 = self.standings.first().and_then(|base| base.end_to_end_days_p90);
        says.extend(notes::begins_empty(&question.plan, p90.map(|days| days.p50)));
        says.extend(notes::idle_parts(question));
        says.extend(notes::without_effect(question, looked.outcomes));
        says.extend(notes::begins_too_late(question));
        says.extend(notes::implausible(question));
        says.extend(question.plan.back_test_says());
        says
    }

    fn of_the_best_two(&self, (first, second): (usize, usize), looked: &Looked<'_>) -> Vec<String> {
        let name = |place: usize| self.standings[place].name.as_str();
        let costs = |place: usize| per_need_met(&looked.outcomes[place]);
        let compared = |one: usize, other: usize| Compared::where_both(&costs(one), &costs(other));
        // The one that costs least beside what is now; what is now beside the next, and what cannot be set against it by cost too.
        let to_next = first == 0 || self.standings[first].no_verdict.is_some();
        let beside = if to_next { second } else { 0 };
        let (Some(to_base), Some(of_two)) = (compared(first, beside), compared(first, second)) else {
            return Vec::new();
        };
        let mut says = Vec::new();
        let clear = to_base.verdict() == Verdict::First && !to_base.is_the_same_to_the_penny();
        if clear {
            says.push(format!(
                "For each need met {}; {}.",
                to_base.costs_less(name(first), name(beside)),
                self.waits_and_give_ups(first, beside)
            ));
            says.extend(self.who_gains(first, beside));
        }
        // Where the next best is what is now, only how far apart they lie is left to say.
        if clear && beside == second {
            says.push(format!(
                "{} costs, for each need met, {}.",
                sentence_start(name(first)),
                of_two.spread()
            ));
        } else {
            says.push(format!("For each need met: {}", of_two.says(name(first), name(second))));
        }
        if !clear {
            says.push(sentence_start(&self.waits_and_give_ups(first, beside)) + ".");
        }
        if of_two.verdict() == Verdict::CannotTell
            && !of_two.is_the_same_to_the_penny()
            && let Some(driver) = self.drivers.first().filter(|driver| driver.share > 0.1)
        {
            says.push(format!(
                "The difference between them is smaller than what is not known about {}: it goes with {} of how the difference varies.",
                driver.path,
                percent(driver.share)
            ));
        }
        if self.gave_up(first) > self.gave_up(0) + 0.005 {
            says.push(format!(
                "Those who give up under {} cost nothing here, and are no saving.",
                name(first)
            ));
        }
        says
    }

    /// Under which a need was met in no more than some futures.
    fn none_met(&self) -> Vec<String> {
        let sentence = |standing: &Standing| {
            format!(
                "Under {} no need was met in {} of futures: there is then no cost of each need met, and they are left out where it is told.",
                standing.name,
                percent(standing.none_met)
            )
        };
        self.standings.iter().filter(|standing| standing.none_met > 0.0).map(sentence).collect()
    }

    fn gave_up(&self, place: usize) -> f64 {
        self.standings[place].gave_up_share.map_or(0.0, |share| share.p50)
    }

    /// How long people wait and how many give up under two arrangements, as a part of a sentence.
    fn waits_and_give_ups(&self, one: usize, other: usize) -> String {
        let wait = |place: usize| match self.standings[place].end_to_end_days {
            Some(days) if days.p50.is_finite() => plain(days.p50 * 86_400.0),
            Some(_) => "without end".to_string(),
            None => "as long as it is, as it does not begin within this plan,".to_string(),
        };
        let (one_name, other_name) = (&self.standings[one].name, &self.standings[other].name);
        format!(
            "people wait {} from first words to met under {one_name} and {} under {other_name}, and {} of those who came give up under \
             {one_name}, {} under {other_name}",
            wait(one),
            wait(other),
            percent(self.gave_up(one)),
            percent(self.gave_up(other))
        )
    }

    /// Who gains and who loses by one arrangement beside the base, staff among them; by the base beside another, the other way round.
    fn who_gains(&self, one: usize, other: usize) -> Option<String> {
        let sign = if one == 0 { -1.0 } else { 1.0 };
        let all = &self.standings[one.max(other)].fares;
        let fare = |fares: &Fares| {
            let (more, told) = (sign * fares.more_pence, fares.told()?);
            match fares.name.as_str() {
                STAFF if more > 0.0 => Some(format!("staff are paid {told} less")),
                STAFF => Some(format!("staff are paid {told} more")),
                name if !is_organisation(name) => None,
                name if fares.only_helps && more < 0.0 => Some(format!("{name} is paid {told}")),
                name if more > 0.0 => Some(format!("{name} pays {told} more")),
                name => Some(format!("{name} is {told} better off")),
            }
        };
        let parts: Vec<String> = all.iter().filter_map(fare).collect();
        (!parts.is_empty()).then(|| {
            format!(
                "Who gains and who loses over the plan under {}, beside {}: {}.",
                self.standings[one].name,
                self.standings[other].name,
                parts.join("; ")
            )
        })
    }

    /// What an option frees of people's time where as many people are paid.
    fn frees(&self, option: &Standing, looked: &Looked<'_>) -> Option<String> {
        let place = self.standings.iter().position(|standing| standing.name == option.name)?;
        let line = |of: &Standing, line: Line| {
            of.pounds_by_line.iter().find(|(name, _)| *name == line).map_or(0.0, |(_, pounds)| *pounds)
        };
        let base = &self.standings[0];
        let less_work = line(option, Line::ActivityTime) < line(base, Line::ActivityTime);
        if !less_work || line(option, Line::Fixed) <= line(base, Line::Fixed) {
            return None;
        }
        let n = looked.outcomes[place].len() as f64;
        let mut freed: Vec<(&str, f64)> = Vec::new();
        for (of, of_base) in looked.outcomes[place].iter().zip(&looked.outcomes[0]) {
            for posts in &of.posts {
                let same = |other: &&Posts| other.pool == posts.pool && other.staff == posts.staff;
                let Some(before) = of_base.posts.iter().find(same) else { continue };
                let less = (before.busy - posts.busy) / n;
                match freed.iter_mut().find(|(pool, _)| *pool == posts.pool) {
                    Some((_, sum)) => *sum += less,
                    None => freed.push((&posts.pool, less)),
                }
            }
        }
        let parts: Vec<String> = freed
            .iter()
            .filter(|(_, posts)| *posts >= 0.5)
            .map(|(pool, posts)| {
                format!("{} worth of time in {pool}", counted(posts.round() as u64, "post’s", "posts’"))
            })
            .collect();
        (!parts.is_empty()).then(|| {
            format!("{} frees about {}; it saves money only if posts go.", option.name, parts.join(" and "))
        })
    }

    /// Which arrangements leave work undone that another does, so that they are not compared by what they cost.
    fn undone(&self, looked: &Looked<'_>) -> Vec<String> {
        let kept = that_do_the_work(looked.outcomes);
        let left_out = (0..self.standings.len()).filter(|place| !kept.contains(place));
        let name = |place: usize| self.standings[place].name.as_str();
        let sentence = |place: usize| {
            // Of those that do the work, the first against which it shows.
            let (other, undone) = (0..self.standings.len())
                .filter(|other| kept.contains(other))
                .chain(0..self.standings.len())
                .find_map(|other| {
                    Some((other, Undone::of(&looked.outcomes[place], &looked.outcomes[other])?))
                })?;
            Some(format!(
                "No verdict on what {} costs: {}. Work that is not done costs nothing, so what it costs less is no saving, and it is \
                 left out of what is compared.",
                name(place),
                undone.says(name(place), name(other))
            ))
        };
        left_out.filter_map(sentence).collect()
    }

    /// Under which arrangements a queue grows without end, those together in which the same pools do as often.
    fn overwhelmed(&self, looked: &Looked<'_>) -> Vec<String> {
        let mut alike: Vec<(String, Vec<&str>, Vec<&str>)> = Vec::new();
        for (standing, outcomes) in self.standings.iter().zip(looked.outcomes) {
            if standing.overwhelmed == 0.0 {
                continue;
            }
            let mut pools: Vec<&str> = Vec::new();
            for pool in outcomes.iter().flat_map(|one| &one.overwhelmed_by) {
                if !pools.contains(&pool.as_str()) {
                    pools.push(pool);
                }
            }
            let share = percent(standing.overwhelmed);
            match alike.iter_mut().find(|(of, by, _)| *of == share && *by == pools) {
                Some((_, _, names)) => names.push(&standing.name),
                None => alike.push((share, pools, vec![&standing.name])),
            }
        }
        let sentence = |(share, pools, names): (String, Vec<&str>, Vec<&str>)| {
            format!(
                "Under {} more work comes to {} than can be done there, in {share} of futures: the queue grows for as long as the run \
                 goes on, there is then no usual time from first words to met, and needs that are still open at the end have cost work \
                 and are not met.",
                names.join(", "),
                pools.join(", ")
            )
        };
        alike.into_iter().map(sentence).collect()
    }
}

/// What being able to leave a contract is worth, where that can be said.
fn worth_of_leaving(standing: &Standing) -> Option<String> {
    let known = standing.leaving.as_ref().filter(|leaving| matches!(leaving, Leaving::Worth { .. }));
    known.map(|leaving| leaving.says(&standing.name))
}

/// A supplier that pays more than it is paid.
fn loses(standing: &Standing) -> Option<String> {
    let supplier = standing.supplier.as_deref()?;
    let fares = standing.fares.iter().find(|fares| fares.name == supplier)?;
    // In nine futures of ten, so that no supplier is said to lose where it may gain.
    (fares.option_p10 > Pence(0)).then(|| {
        format!(
            "Under {} {supplier} pays {} more than it is paid: the price does not cover what the work costs by this plan. Ask how it is meant to, \
             before the saving is believed.",
            standing.name,
            pounds(fares.option_pence / 100.0)
        )
    })
}
