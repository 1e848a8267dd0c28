//! What is answered where it is asked: bins, the charity's advice, and whatever else.

use super::{Class, Maker};
use crate::draw;
use crate::kind::{Body, Kind};
use crate::when;

impl Maker {
    /// A bin that was left; some are left again.
    pub(super) fn bin_left(&mut self, person: u32, day: i64) {
        let need = self.new_need(Kind::BinLeft);
        let asked = self.contact(need, person, Kind::BinLeft, day, Class::Failure(Body::Council));
        if draw::chance(0.2, &mut self.random) {
            let day = when::day(asked) + draw::between(2.0, 8.0, &mut self.random) as i64;
            self.contact(need, person, Kind::BinLeft, day, Class::Failure(Body::Council));
        }
    }

    /// Something that is dealt with at once.
    pub(super) fn one_stop(&mut self, kind: Kind, person: u32, day: i64) {
        let need = self.new_need(kind);
        let class = if kind == Kind::Else { Class::Other } else { Class::Value };
        self.contact(need, person, kind, day, class);
    }

    /// Advice at the charity. Much of it is about what others did.
    pub(super) fn money(&mut self, person: u32, day: i64) {
        let need = self.new_need(Kind::Money);
        let class = if draw::chance(0.45, &mut self.random) {
            Class::Failure(draw::weighted(
                &[(Body::SharedOffice, 0.75), (Body::Council, 0.25)],
                &mut self.random,
            ))
        } else {
            Class::Value
        };
        let asked = self.contact(need, person, Kind::Money, day, class);
        let mut last = when::day(asked);
        for _ in 0..draw::count(0.6, &mut self.random) {
            last += 3 + draw::wait(6.0, &mut self.random) as i64;
            let class = if draw::chance(0.5, &mut self.random) { Class::Other } else { class };
            self.contact(need, person, Kind::Money, last, class);
        }
    }
}
