//! Where futures lie.

use super::Spread;

#[test]
fn a_spread_is_by_nearest_rank() {
    let spread = Spread::of((1..=10).map(f64::from)).unwrap();
    assert_eq!((spread.p10, spread.p50, spread.p90), (1.0, 5.0, 9.0));
    let spread = Spread::of([3.0, f64::INFINITY, 1.0]).unwrap();
    assert_eq!((spread.p10, spread.p50, spread.p90), (1.0, 3.0, f64::INFINITY));
    assert_eq!(Spread::of([]), None);
}
