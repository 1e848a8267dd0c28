//! Kilometres from each place of a need to the next, where events say where they happened.
//!
//! Formula: great circles on a sphere of 6,371.0088 km (the mean radius of the earth, IUGG): 2 R asin sqrt(sin²(Δφ/2) + cos φ1 cos φ2
//! sin²(Δλ/2)), between each event with coordinates and the next that has some; summed over the need, in whole metres. Source: Sinnott,
//! Virtues of the Haversine, Sky and Telescope 68, 1984. Latitudes beyond ±90, longitudes beyond ±180, and 0, 0 (how systems write that they
//! do not know) count as missing. Where it misleads: roads are longer, and a place is where something happened, not where people set out
//! from. Coordinates that are the same at every event of every need say where the need is, and nothing of how far anybody went.

use crate::log::{Column, Log};
use crate::reading::Ask;

/// The mean radius of the earth, in metres.
const RADIUS_M: f64 = 6_371_008.8;

/// The names that columns of coordinates have, in small letters: latitudes and longitudes.
const NAMES: [&[&str]; 2] = [&["latitude", "lat"], &["longitude", "lon", "lng", "long"]];

/// What a log tells of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kilometres {
    /// There are no coordinates.
    NoPlaces,
    /// Each need has one place.
    OnePlaceEach,
    /// Needs of which at least two events have a place.
    Between { needs: u64, sum_m: u64, some: u64, most_m: u64 },
}

/// How far it is from place to place of the needs.
pub(super) fn kilometres(log: &Log, ask: &Ask) -> Kilometres {
    let columns = log.columns();
    let named = |all: &[(String, Column)], names: &[&str]| {
        all.iter().position(|(name, _)| names.contains(&name.trim().to_lowercase().as_str()))
    };
    let of_events =
        NAMES.map(|names| match named(&columns.attributes, names).map(|at| &columns.attributes[at].1) {
            Some(Column::Real(cells)) => Some(&cells[..]),
            _ => None,
        });
    let [Some(latitudes), Some(longitudes)] = of_events else {
        let of_needs = NAMES.map(|names| named(&columns.need_attributes, names));
        return if of_needs.iter().all(Option::is_some) {
            Kilometres::OnePlaceEach
        } else {
            Kilometres::NoPlaces
        };
    };
    let parts = log.each_part(ask.threads, |needs| {
        let mut all = (0_u64, 0_u64, 0_u64, 0_u64);
        for need in needs {
            let mut places = need.events.filter_map(|event| place(latitudes[event], longitudes[event]));
            let Some(mut from) = places.next() else { continue };
            let (mut legs, mut metres) = (0, 0_u64);
            for to in places {
                legs += 1;
                metres += metres_between(from, to).round() as u64;
                from = to;
            }
            if legs > 0 {
                all = (all.0 + 1, all.1 + metres, all.2 + u64::from(metres > 0), all.3.max(metres));
            }
        }
        all
    });
    let (needs, sum_m, some, most_m) = parts
        .into_iter()
        .fold((0, 0, 0, 0), |all, own| (all.0 + own.0, all.1 + own.1, all.2 + own.2, all.3.max(own.3)));
    if some == 0 { Kilometres::OnePlaceEach } else { Kilometres::Between { needs, sum_m, some, most_m } }
}

/// Coordinates in degrees; none where there are none.
fn place(latitude: f64, longitude: f64) -> Option<(f64, f64)> {
    let known = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude, longitude) != (0.0, 0.0);
    known.then_some((latitude, longitude))
}

/// The great circle between two places in degrees, in metres.
fn metres_between(from: (f64, f64), to: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let across = from.0.to_radians().cos() * to.0.to_radians().cos();
    let a = half(from.0, to.0) + across * half(from.1, to.1);
    2.0 * RADIUS_M * a.clamp(0.0, 1.0).sqrt().asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_of_known_length() {
        let quarter = std::f64::consts::FRAC_PI_2 * RADIUS_M;
        assert!((metres_between((0.0, 10.0), (90.0, -50.0)) - quarter).abs() < 1e-3);
        assert!((metres_between((0.0, 20.0), (0.0, -160.0)) - 2.0 * quarter).abs() < 1e-3);
        // One degree of the equator; across the date line it is no further.
        assert!((metres_between((0.0, 179.5), (0.0, -179.5)) - RADIUS_M.to_radians()).abs() < 1e-3);
        assert_eq!(metres_between((51.5, -0.1), (51.5, -0.1)), 0.0);
        // geopy.distance.great_circle of Greenwich (51.4769, 0) and Paris (48.8566, 2.3522), to a metre.
        assert!((metres_between((51.4769, 0.0), (48.8566, 2.3522)) - 336_057.1).abs() < 1.0);
    }

    #[test]
    fn what_is_no_place() {
        for (latitude, longitude) in
            [(0.0, 0.0), (91.0, 5.0), (5.0, 181.0), (f64::NAN, 5.0), (5.0, f64::INFINITY)]
        {
            assert_eq!(place(latitude, longitude), None);
        }
        assert_eq!(place(0.0, 5.0), Some((0.0, 5.0)));
    }
}
