//! A chart as a picture: what it is called, and what its points are; `throughline-web` draws it.

use std::path::Path;

use throughline::capability::chart::Kind;
use throughline::error::Error;
use throughline::wording::thousands;
use throughline_web::picture::chart::{Plain, across, plain};
use throughline_web::picture::{MOST_POINTS, Put, Words, chart, funnel};

use super::page::{in_words, names};
use super::{Drawn, What};

/// The picture, as a file of its own.
pub(super) fn svg(drawn: &Drawn) -> Result<String, Error> {
    let series = &drawn.series;
    if series.values.len() > MOST_POINTS {
        return Err(Error::asked(format!(
            "a picture of {} points would show none of them; --svg draws {} at most: take longer periods",
            thousands(series.values.len() as u64),
            thousands(MOST_POINTS as u64)
        )));
    }
    // A picture is passed on: the folders of this machine are nobody's business.
    let file =
        Path::new(&drawn.file).file_name().map_or(drawn.file.clone().into(), |name| name.to_string_lossy());
    let words = |about: String| Words {
        id: "throughline".to_string(),
        title: format!("{file}: {}", names(series)),
        about,
        says: drawn.says.iter().chain(&series.notes).cloned().collect(),
    };
    match &drawn.what {
        What::Places(found) => {
            let places = series.labels.iter().zip(&series.values).zip(&series.sizes);
            let drawing = funnel::Drawing {
                words: words("Places side by side (funnel), by how many cases each has".to_string()),
                cases: series.names.last().cloned().unwrap_or_default(),
                funnel: found.as_ref(),
                places: places.map(|((name, r), n)| (name.clone(), *r, *n)).collect(),
            };
            Ok(funnel::svg(&drawing, Put::Alone))
        }
        What::Points { chart: found, .. } => {
            let things = matches!(found.kind, Kind::Times | Kind::CasesBetween | Kind::DaysBetween);
            let causes: Vec<(usize, String)> =
                drawn.splits.iter().map(|split| (split.point, split.cause.clone())).collect();
            let drawing = plain(Plain {
                words: words(format!(
                    "{}; signals by the rules of {}",
                    in_words(found.kind),
                    drawn.rules.name()
                )),
                unit: match found.kind {
                    Kind::Shares => format!("% ({})", names(series)),
                    _ => names(series),
                },
                chart: found,
                labels: &series.labels,
                across: across(&series.dates, &series.labels, !things),
                gaps: if things { &[] } else { &series.periods.gaps },
                monthly: drawn.monthly && !things,
                causes: &causes,
            });
            Ok(chart::svg(&drawing, Put::Alone))
        }
    }
}
