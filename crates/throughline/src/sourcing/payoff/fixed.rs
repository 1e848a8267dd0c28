//! A price by the year, for whatever comes within a band.
//!
//! Formula: for a month `P * index / 12`; for a year with volume V above the band `(V - V0 (1 + b)) * over * index` more, below it
//! `(V0 (1 - b) - V) * under * index` less, where V0 is the volume agreed for a year and b the half width of the band. Each month is settled what
//! the year so far comes to, V0 being so many twelfths of the year, less what was settled before: a season evens out by the end of the year. Source:
//! simulation.md 4.4. Where it misleads: within the band each repeat costs the supplier and pays it nothing, above it each one
//! pays; and what V counts, failure demand too, was agreed.

use super::{Happened, Line, Pence, SoFar, below_nought};
use crate::sourcing::split::evenly;

/// A fixed price with a volume band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fixed {
    /// The price of a year, in pence.
    pub price_a_year: Pence,
    /// How many units a year were agreed; the band lies about it.
    pub units_a_year: f64,
    /// Half the width of the band, as a share of the volume; infinite where any volume is paid alike.
    pub band: f64,
    /// What a unit above the band costs more, in pence.
    pub over_each: Pence,
    /// What a unit below the band costs less, in pence.
    pub under_each: Pence,
}

impl Fixed {
    /// Why its numbers make no sense.
    pub(super) fn wrong(&self) -> Option<String> {
        below_nought("the price of a year", self.price_a_year)
            .or_else(|| below_nought("the price of a unit above the band", self.over_each))
            .or_else(|| below_nought("the price of a unit below the band", self.under_each))
            .or_else(|| {
                (self.band.is_nan() || self.band < 0.0)
                    .then(|| format!("the volume band is {}, and it is not below 0", self.band))
            })
            .or_else(|| {
                let possible = self.units_a_year.is_finite() && self.units_a_year >= 0.0;
                (!possible).then(|| {
                    format!("the volume of a year is {}, and there are no such volumes", self.units_a_year)
                })
            })
    }

    /// What is paid for a month.
    pub(super) fn lines(
        &self,
        happened: &Happened,
        so_far: SoFar,
        month: u32,
        index: f64,
    ) -> Vec<(Line, Pence)> {
        let price = evenly(self.price_a_year, 12, month).times(index);
        let adjustment = self.settled(so_far.and(happened), index) - self.settled(so_far, index);
        vec![(Line::ContractPrice, price), (Line::VolumeAdjustment, adjustment)]
    }

    /// What so many months of a year come to for their volume.
    fn settled(&self, SoFar { months, volume, .. }: SoFar, index: f64) -> Pence {
        if months == 0 {
            return Pence(0);
        }
        let (agreed, volume) = (self.units_a_year * f64::from(months) / 12.0, volume as f64);
        let over = (volume - agreed * (1.0 + self.band)).max(0.0);
        let under = (agreed * (1.0 - self.band) - volume).max(0.0);
        self.over_each.times(over * index) - self.under_each.times(under * index)
    }
}
