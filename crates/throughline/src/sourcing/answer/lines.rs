//! What an arrangement came to, line by line, as people read it: the same on every page.

use super::{Spread, Standing};
use crate::money::in_three;
use crate::sourcing::ledger::Line;
use crate::time::plain;
use crate::wording::{exactly, percent, three};

impl Spread {
    /// `low – middle – high` in a unit; one figure where all are the same.
    pub fn told(&self, unit: impl Fn(f64) -> String) -> String {
        let unit = |value: f64| if value.is_finite() { unit(value) } else { "grows without end".to_string() };
        match (unit(self.p10), unit(self.p50), unit(self.p90)) {
            (low, middle, high) if low == middle && middle == high => middle,
            // A dash between amounts below nought would be read as another minus.
            (low, middle, high) if low.starts_with('-') => format!("{low}; {middle}; {high}"),
            (low, middle, high) => format!("{low} – {middle} – {high}"),
        }
    }
}

impl Standing {
    /// What it came to: a name, and what stands for it. Money is left out of a plan in which nothing costs anything.
    pub fn lines(&self) -> Vec<(String, String)> {
        let mut lines: Vec<(String, String)> = Vec::new();
        let mut line = |name: &str, text: String| lines.push((name.to_string(), text));
        let told = |spread: Option<Spread>, unit: &dyn Fn(f64) -> String| {
            spread.map_or("not enough to say".to_string(), |spread| spread.told(unit))
        };
        let costs = self.pounds_per_need_met_mean != 0.0;
        if costs {
            line("each need met costs", told(self.pounds_per_need_met, &pounds));
            line("cost to all bodies, present value", told(self.present_pounds, &pounds));
        }
        if self.never_begins > 0.0 {
            let text = match self.never_begins {
                1.0 => "does not begin within this plan".to_string(),
                share => format!("not within this plan in {} of futures", percent(share)),
            };
            line("begins", text);
        }
        if self.never_begins < 1.0 {
            line("first words to met, mean", told(self.end_to_end_days, &days));
            if let Some(faster) = self.faster_share {
                line("they wait less than as it is", format!("in {} of futures", percent(faster)));
            }
            line("nine in ten needs met within", told(self.end_to_end_days_p90, &days));
        }
        line("of those who came, gave up", told(self.gave_up_share, &percent));
        line("still open at the end", told(self.open_share, &percent));
        line("came back, per need", told(self.repeats_per_need, &three));
        if let Some(margin) = &self.margin {
            line("busiest pool, of what it can do", margin.told());
            if let Some(tips) = &margin.tips {
                line("tips over with so many overdue", tips.told());
            }
        }
        if self.own_time_pounds > 0.0 {
            line("people's own time, beside", pounds(self.own_time_pounds));
        }
        if let Some(begins) =
            self.begins_after_months.filter(|begins| begins.p90 > 0.0 && self.never_begins < 1.0)
        {
            line("begins after months", begins.told(exactly));
        }
        for (year, saving) in self.saving_by_year.iter().filter(|_| costs) {
            let caveat = if self.no_verdict.is_some() { "; no verdict" } else { "" };
            line(&format!("saves all bodies in {year}"), format!("{}{caveat}", saving.told(pounds)));
        }
        lines
    }

    /// Each line of cash over the whole plan under the base and under this one, in pounds, not discounted: all of them in their order, as
    /// what is nought is to be seen too.
    pub fn beside(&self, base: &Standing) -> Vec<(Line, [f64; 2])> {
        let of = |standing: &Standing, line: Line| {
            // The sum of nothing is -0.
            0.0 + standing
                .pounds_by_line
                .iter()
                .filter(|(of, _)| *of == line)
                .map(|(_, sum)| sum)
                .sum::<f64>()
        };
        let cash = Line::ALL.into_iter().filter(|line| line.is_cash());
        cash.map(|line| (line, [of(base, line), of(self, line)])).collect()
    }

    /// All cash over the whole plan, the mean in pounds, not discounted.
    pub fn cash_pounds(&self) -> f64 {
        self.pounds_by_line.iter().map(|(_, sum)| sum).sum()
    }

    /// From which month on, counted from 1, the middle future has saved more than nought until the end; `None` where it does not.
    pub fn middle_saves_from(&self) -> Option<usize> {
        let below =
            self.saved_by_month.iter().rposition(|month| month.p50 <= 0.0).map_or(0, |month| month + 1);
        (below < self.saved_by_month.len()).then_some(below + 1)
    }
}

impl Standing {
    /// When it has paid for itself, as a sentence; `None` for the base, and where nothing costs anything.
    pub fn pays_for_itself(&self) -> Option<String> {
        let even = self.break_even.as_ref().filter(|_| self.pounds_per_need_met_mean != 0.0)?;
        if self.never_begins == 1.0 {
            return None;
        }
        Some(match &self.no_verdict {
            Some(why) => format!("Not enough to say whether it pays for itself: {why}."),
            None => even.says(),
        })
    }
}

/// Pounds, to three figures.
pub fn pounds(value: f64) -> String {
    in_three(value, 0.0)
}

fn days(value: f64) -> String {
    plain(value * 86_400.0)
}
