//! That a share stays one whatever an option and the world do to it together.

use throughline::error::Error;
use throughline::sourcing::arrangement::Arrangement;
use throughline::sourcing::question::{Drift, Instead, in_future};

use super::numbers::{May, Numbers};
use super::tree::Table;

/// An error where a share would be more than all with every number at its high end, with the line of a factor of
/// the option, else of the world.
pub(super) fn stay(
    root: &Table<'_>,
    numbers: &Numbers,
    arrangements: &[Arrangement],
    drifts: &[Drift],
) -> Result<(), Error> {
    let high = numbers.high_ends();
    let courses: Vec<&[Instead]> =
        std::iter::once(&[][..]).chain(drifts.iter().map(|drift| drift.instead.as_slice())).collect();
    for option in arrangements {
        for course in &courses {
            let values = in_future(&high, course, &option.instead);
            for one in option.instead.iter().chain(*course) {
                let Instead::Times(share, factor) = one else { continue };
                if numbers.may(*share) == May::Share && values[share.0] > 1.0 + 1e-9 {
                    let [(path, _), (_, line)] =
                        [share, factor].map(|number| numbers.with(*number, |of| (of.path.clone(), of.line)));
                    let says = format!(
                        "`{path}` could be {} in option “{}”, and is a share from 0 to 1; before it is up to {}",
                        values[share.0], option.name, high[share.0]
                    );
                    return Err(root.wrong_at(line, says));
                }
            }
        }
    }
    Ok(())
}
