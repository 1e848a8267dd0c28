//! How needs of a demand arise: how many, when in the week and the year, and how that changes.

use throughline::error::Error;
use throughline::sourcing::plan::{Arrives, Number, Shape};

use super::Names;
use crate::plan::from_log::is_asked;
use crate::plan::numbers::{May, Numbers};
use crate::plan::tree::Table;

impl Names<'_> {
    /// How needs arise; `level` is by what share more each year their drift says.
    pub(super) fn arrives(
        &self,
        table: &Table<'_>,
        level: Option<Number>,
        numbers: &Numbers,
    ) -> Result<Arrives, Error> {
        let between = numbers.time(table, "between")?;
        let per_day = numbers.number(table, "rate_per_day", "a day", May::Positive)?;
        let per_hour = numbers.number(table, "rate_per_hour", "an hour", May::Positive)?;
        let growth_per_year = numbers.number(table, "growth_per_year", "share", May::Growth)?;
        if level.is_some() && growth_per_year.is_some() {
            return Err(table.wrong(format_args!(
                "[{}] says `growth_per_year`, and its drift says `level_per_year`; write one of them",
                table.path
            )));
        }
        let growth_per_year = growth_per_year.or(level);
        let shape = self.shape(table, numbers)?;
        let day_dispersion = numbers.number(table, "day_dispersion", "", May::FromOne)?;
        let varies = growth_per_year.is_some() || shape != Shape::default() || day_dispersion.is_some();
        if between.is_some() && varies {
            return Err(table.wrong(format_args!(
                "[{}] says `between`, which does not grow and has no shape of the week or busy days; write rate_per_day in its place",
                table.path
            )));
        }
        let at_random = |per_day| Arrives::AtRandom { per_day, shape, growth_per_year, day_dispersion };
        match (between, per_day, per_hour) {
            (Some(between), None, None) => Ok(Arrives::Between(between)),
            (None, Some(per_day), None) => Ok(at_random(per_day)),
            (None, None, Some(per_hour)) => {
                numbers.times(per_hour, 24.0, "a day");
                Ok(at_random(per_hour))
            }
            _ => Err(table.wrong(format_args!(
                "[{}] must say one of `rate_per_day`, `rate_per_hour` or `between`, such as rate_per_day = 300",
                table.path
            ))),
        }
    }

    fn shape(&self, table: &Table<'_>, numbers: &Numbers) -> Result<Shape, Error> {
        if let Some(item) = table.take("shape").filter(|item| is_asked(item)) {
            return numbers.fitted_shape(table, "shape", item);
        }
        let Some(shape) = table.table("shape")? else { return Ok(Shape::default()) };
        let weights = |key, count: usize| {
            let weights = shape.numbers(key)?.unwrap_or_default();
            if weights.is_empty() || (weights.len() == count && weights.iter().sum::<f64>() > 0.0) {
                return Ok(weights);
            }
            Err(shape.wrong(format_args!("`{}` must be {count} weights, not all 0", shape.path_of(key))))
        };
        let all =
            Shape { hours: weights("hours", 24)?, days: weights("days", 7)?, months: weights("months", 12)? };
        shape.done()?;
        Ok(all)
    }
}
