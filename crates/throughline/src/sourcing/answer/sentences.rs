//! What can be said of all arrangements together, the most important first.

use super::comparable::{Undone, that_do_the_work};
use super::{Answer, Looked, Standing, per_need_met};
use crate::money::about;
use crate::sourcing::appraisal::compared::{Compared, Verdict};
use crate::wording::{percent, step_of};

impl Answer {
    /// What can be said.
    pub(super) fn sentences(&self, looked: &Looked<'_>) -> Vec<String> {
        let mut says = Vec::new();
        if let Some(pair) = self.leading {
            says.extend(self.of_the_best_two(pair, looked));
        }
        if !self.costs() {
            let says_so = "Nothing costs anything in this plan: write `rate_per_hour` for each pool. Until then only times and people are compared.";
            says.push(says_so.to_string());
        } else {
            says.extend(self.undone(looked));
        }
        says.extend(self.none_met());
        says.extend(self.standings.iter().filter_map(loses));
        says.extend(self.overwhelmed(looked));
        says
    }

    /// Whether anything costs anything.
    pub(super) fn costs(&self) -> bool {
        self.standings.iter().any(|standing| standing.pounds_per_need_met_mean != 0.0)
    }

    fn of_the_best_two(&self, (first, second): (usize, usize), looked: &Looked<'_>) -> Vec<String> {
        let name = |place: usize| self.standings[place].name.as_str();
        let costs = |place: usize| per_need_met(&looked.outcomes[place]);
        let Some(compared) = Compared::where_both(&costs(first), &costs(second)) else {
            return Vec::new();
        };
        let mut says = vec![format!("For each need met: {}", compared.says(name(first), name(second)))];
        if compared.verdict() == Verdict::CannotTell
            && let Some(driver) = self.drivers.first().filter(|driver| driver.share > 0.1)
        {
            says.push(format!(
                "The difference between them is smaller than what is not known about {}: it goes with {} of how the difference varies.",
                driver.path,
                percent(driver.share)
            ));
        }
        let gave_up = |place: usize| self.standings[place].gave_up_share.map_or(0.0, |share| share.p50);
        if gave_up(first) > gave_up(0) + 0.005 {
            says.push(format!(
                "Under {} more people give up: {} against {} under {}. Those whose need is not met cost nothing here, and are no saving.",
                name(first),
                percent(gave_up(first)),
                percent(gave_up(0)),
                name(0)
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

/// A supplier that pays more than it is paid.
fn loses(standing: &Standing) -> Option<String> {
    let supplier = standing.supplier.as_deref()?;
    let fares = standing.fares.iter().find(|fares| fares.name == supplier)?;
    (fares.option_pence > 0.0).then(|| {
        format!(
            "Under {} {supplier} pays {} more than it is paid: the price does not cover what the work costs by this plan. Ask how it is meant to, \
             before the saving is believed.",
            standing.name,
            about(fares.option_pence, step_of(fares.option_pence))
        )
    })
}
