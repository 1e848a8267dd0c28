//! What the shared office decides: rent accounts, help with paying, and the housing list, which the council's lettings team leads.

use super::{Class, Maker, next_day, step, weekday};
use crate::draw;
use crate::kind::{Body, Kind};
use crate::truth::{LETTINGS_DAYS, LETTINGS_SPREAD, REDESIGN_FROM};
use crate::when::{self, DAYS};

/// The step after which a need counts as ended.
pub(crate) const CLOSING: &str = "answer given";

impl Maker {
    /// A rent account that is wrong: mostly the office's own slip.
    pub(super) fn rent(&mut self, person: u32, day: i64) {
        let need = self.new_need(Kind::Rent);
        let slip = draw::chance(0.75, &mut self.random);
        let class = if slip { Class::Failure(Body::SharedOffice) } else { Class::Value };
        let asked = self.contact(need, person, Kind::Rent, day, class);
        let got = step(self, need, next_day(asked), "received", "Rents", 4.0);
        let days = draw::skewed(9.0, 0.6, &mut self.random);
        let end = weekday(when::day(got) + 1 + days as i64);
        step(self, need, end, CLOSING, "Rents", 22.0);
        self.chased(
            (need, person),
            Kind::WhereApplication,
            when::day(got),
            end,
            11.0,
            &[(Body::SharedOffice, 1.0)],
        );
    }

    /// A claim for help: papers are asked for twice, letters are not understood, and some go to the charity to have it explained.
    pub(super) fn pay(&mut self, person: u32, day: i64) {
        let need = self.new_need(Kind::Pay);
        let asked = self.contact(need, person, Kind::Pay, day, Class::Value);
        let got = step(self, need, next_day(asked), "received", "Benefits", 6.0);
        let end = weekday(when::day(got) + 2 + draw::skewed(16.0, 0.5, &mut self.random) as i64);
        let looked =
            step(self, need, when::day(got) + (end - when::day(got)) / 2, "looked at", "Benefits", 25.0);
        step(self, need, end, CLOSING, "Benefits", 14.0);
        let room = end - next_day(looked);
        let office = Class::Failure(Body::SharedOffice);
        for (kind, chance) in [(Kind::Letter, 0.24), (Kind::Money, 0.14)] {
            if room > 0 && draw::chance(chance, &mut self.random) {
                let day = next_day(looked) + self.random.below(room as usize) as i64;
                if weekday(day) < end {
                    self.contact(need, person, kind, day, office);
                }
            }
        }
        self.chased(
            (need, person),
            Kind::WhereApplication,
            when::day(got),
            end,
            14.0,
            &[(Body::SharedOffice, 1.0)],
        );
    }

    /// A home: the lettings team leads, and from one day on does it another way.
    pub(super) fn home(&mut self, person: u32, day: i64) {
        let need = self.new_need(Kind::Home);
        let asked = self.contact(need, person, Kind::Home, day, Class::Value);
        let got = step(self, need, next_day(asked), "received", "Housing list", 7.0);
        let from = when::day(asked);
        let end = weekday(lettings_end(from, &mut self.random).max(when::day(got) + 2));
        let middle = when::day(got) + (end - when::day(got)) / 2;
        if middle > when::day(got) && weekday(middle) < end {
            step(self, need, middle, "looked at", "Housing list", 30.0);
        }
        step(self, need, end, CLOSING, "Housing list", 16.0);
        let causes = [(Body::SharedOffice, 0.6), (Body::Council, 0.4)];
        self.chased((need, person), Kind::WhereApplication, when::day(got), end, 15.0, &causes);
    }
}

/// The day on which a need of lettings that was opened on this day ends. Those under way on the day of the redesign go on in the new way:
/// what is left of their time shrinks as the whole does.
pub(crate) fn lettings_end(from: i64, random: &mut throughline::statistics::random::Random) -> i64 {
    let redesign = when::day_of(REDESIGN_FROM);
    let (before, after) = LETTINGS_DAYS;
    let days = draw::skewed(before, LETTINGS_SPREAD, random);
    let shrinks = after / before;
    let days = match (redesign - from) as f64 {
        ahead if ahead >= days => days,
        ahead if ahead > 0.0 => ahead + (days - ahead) * shrinks,
        _ => days * shrinks,
    };
    from + days.round().min(DAYS as f64) as i64
}
