//! The usual distributions: what share lies below a value, and below which value lies a share. Only sums, products, roots and what
//! `libm` answers are in it, so the answers are the same on every machine; a crate for it would answer with the machine's own
//! logarithms as soon as any other crate of the program asks `num-traits` for them.
//!
//! Sources: the incomplete gamma function by its series and its continued fraction (DLMF 8.11.4, 8.9.2), the incomplete beta function by its
//! continued fraction (DLMF 8.17.22), both by Lentz's method (1976); the inverse of the beta by Newton's method between ends that
//! close in; the normal by the error function, its inverse by Wichura 1988. Where it misleads: at many degrees of freedom the last digits
//! are those of differences between large logarithms: at 100,000 Student's t is right to eight.

/// More terms than this no series or fraction takes for anything a plan or a study has.
const MOST_TERMS: u32 = 100_000;
/// A step smaller than this share of the value changes nothing.
const FINE: f64 = 2.0 * f64::EPSILON;
/// In place of nought where that would divide.
const TINY: f64 = 1e-300;

/// The share of the standard normal below `z`.
pub fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The standard normal number below which lies the share `p`. Source: Wichura 1988, algorithm AS 241 (PPND16), about 16 digits.
#[inline]
pub fn normal_of(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(&MIDDLE, r);
    }
    let tail = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let z = if tail <= 5.0 { ratio(&SIDE, tail - 1.6) } else { ratio(&END, tail - 5.0) };
    if q < 0.0 { -z } else { z }
}

/// The ratio of two polynomials whose coefficients are given from the constant on.
#[inline]
fn ratio([above, below]: &[[f64; 8]; 2], r: f64) -> f64 {
    polynomial(above, r) / polynomial(below, r)
}

/// In pairs (Estrin's scheme), which do not wait for each other.
#[inline]
fn polynomial(c: &[f64; 8], r: f64) -> f64 {
    let (square, [a, b, d, e]) = (r * r, [0, 2, 4, 6].map(|at| c[at] + c[at + 1] * r));
    (a + b * square) + (d + e * square) * (square * square)
}

const MIDDLE: [[f64; 8]; 2] = [
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_545,
    ],
];
const SIDE: [[f64; 8]; 2] = [
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
];
const END: [[f64; 8]; 2] = [
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
];

/// The share above `x` of a gamma of this shape and scale 1.
pub fn gamma_above(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        1.0
    } else if x < shape + 1.0 {
        1.0 - gamma_by_series(shape, x)
    } else {
        gamma_by_fraction(shape, x)
    }
}

/// The share below `x` of a gamma of this shape and scale 1.
pub fn gamma_below(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x < shape + 1.0 {
        gamma_by_series(shape, x)
    } else {
        1.0 - gamma_by_fraction(shape, x)
    }
}

/// x^shape exp(-x) / Γ(shape).
fn gamma_front(shape: f64, x: f64) -> f64 {
    libm::exp(shape * libm::log(x) - x - libm::lgamma(shape))
}

fn gamma_by_series(shape: f64, x: f64) -> f64 {
    let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
    for count in 1..MOST_TERMS {
        term *= x / (shape + f64::from(count));
        sum += term;
        if term < sum * FINE {
            break;
        }
    }
    (sum * gamma_front(shape, x)).min(1.0)
}

fn gamma_by_fraction(shape: f64, x: f64) -> f64 {
    let mut below = x + 1.0 - shape;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / below;
    let mut fraction = d;
    for count in 1..MOST_TERMS {
        let above = -f64::from(count) * (f64::from(count) - shape);
        below += 2.0;
        d = 1.0 / not_nought(above * d + below);
        c = not_nought(below + above / c);
        fraction *= c * d;
        if (c * d - 1.0).abs() < FINE {
            break;
        }
    }
    fraction * gamma_front(shape, x)
}

fn not_nought(value: f64) -> f64 {
    if value.abs() < TINY { TINY } else { value }
}

/// The share below `x` of a beta with these two shapes.
pub fn beta_below(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        0.0
    } else if x >= 1.0 {
        1.0
    } else {
        beta_inside(a, b, x, beta_front(a, b, x, log_beta(a, b)))
    }
}

/// The share below an `x` between nought and one, with what [`beta_front`] says of it.
fn beta_inside(a: f64, b: f64, x: f64, front: f64) -> f64 {
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

/// The logarithm of B(a, b).
fn log_beta(a: f64, b: f64) -> f64 {
    libm::lgamma(a) + libm::lgamma(b) - libm::lgamma(a + b)
}

/// x^a (1 - x)^b / B(a, b).
fn beta_front(a: f64, b: f64, x: f64, log_beta: f64) -> f64 {
    libm::exp(a * libm::log(x) + b * libm::log1p(-x) - log_beta)
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / not_nought(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for count in 1..MOST_TERMS {
        let m = f64::from(count);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut by = 1.0;
        for term in [even, odd] {
            d = 1.0 / not_nought(1.0 + term * d);
            c = not_nought(1.0 + term / c);
            by = c * d;
            fraction *= by;
        }
        if (by - 1.0).abs() < FINE {
            break;
        }
    }
    fraction
}

/// The value below which lies the share `p` of a beta with these two shapes.
pub fn beta_of(a: f64, b: f64, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return if p <= 0.0 { 0.0 } else { 1.0 };
    }
    let log_beta = log_beta(a, b);
    let (mut low, mut high, mut x) = (0.0, 1.0, a / (a + b));
    for _ in 0..1000 {
        let front = beta_front(a, b, x, log_beta);
        let off = beta_inside(a, b, x, front) - p;
        if off > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let density = front / (x * (1.0 - x));
        let newton = x - off / density;
        let next = if low < newton && newton < high { newton } else { (low + high) / 2.0 };
        if (next - x).abs() <= FINE * next || next == low || next == high {
            return next;
        }
        x = next;
    }
    x
}

/// The share of Student's t above `t`, at this many degrees of freedom.
pub fn student_above(t: f64, degrees: f64) -> f64 {
    let x = degrees / (degrees + t * t);
    // Far out x is nought, and so is the tail.
    let both = if x <= 0.0 { 0.0 } else { beta_below(degrees / 2.0, 0.5, x) };
    if t >= 0.0 { both / 2.0 } else { 1.0 - both / 2.0 }
}

/// The value below which lies the share `p` of Student's t, at more than nought degrees of freedom.
pub fn student_of(degrees: f64, p: f64) -> f64 {
    if p < 0.5 {
        return -student_of(degrees, 1.0 - p);
    }
    // t^2 / (degrees + t^2) is a beta, and so is what it is short of 1: the smaller of the two has all its digits.
    let near = beta_of(0.5, degrees / 2.0, 2.0 * p - 1.0);
    if near < 0.5 {
        return (degrees * near / (1.0 - near)).sqrt();
    }
    let far = beta_of(degrees / 2.0, 0.5, 2.0 * (1.0 - p));
    (degrees * (1.0 - far) / far).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn near(found: f64, known: f64) {
        assert!((found - known).abs() <= 1e-11 * known.abs(), "{found}, not {known}");
    }

    #[test]
    fn normal_numbers_are_those_of_the_tables() {
        // SciPy's norm.ppf.
        let known = [
            (1e-300, -37.047_096_299_361_2),
            (1e-10, -6.361_340_902_404_056),
            (0.001, -3.090_232_306_167_813),
            (0.025, -1.959_963_984_540_054_5),
            (0.3, -0.524_400_512_708_040_9),
            (0.5, 0.0),
            (0.95, 1.644_853_626_951_472_2),
            (0.9999999, 5.199_337_582_290_661),
        ];
        for (p, z) in known {
            assert!((normal_of(p) - z).abs() <= 1e-14 * z.abs(), "{p}: {}", normal_of(p));
        }
    }

    /// scipy 1.17: gammainc, gammaincc, betainc; the first beta is 1 - 0.75^3 (1 + 3 x 0.25), from the binomial.
    #[test]
    fn shares_below_and_above() {
        for (shape, x, below, above) in [
            (0.5, 1e-4, 0.011283415555849632, 0.9887165844441503),
            (0.5, 3.0, 0.9856941215645704, 0.014305878435429641),
            (2.5, 1.0, 0.15085496391539038, 0.8491450360846096),
            (10.0, 25.0, 0.9997785233617512, 0.0002214766382487835),
            (2000.0, 1900.0, 0.011695820381150121, 0.9883041796188499),
        ] {
            near(gamma_below(shape, x), below);
            near(gamma_above(shape, x), above);
        }
        for (a, b, x, below) in [
            (2.0, 3.0, 0.25, 0.26171875),
            (0.5, 0.5, 0.9, 0.7951672353008665),
            (40.0, 20.0, 0.7, 0.7001783247477065),
            (0.3, 700.0, 1e-3, 0.8668626157216857),
        ] {
            near(beta_below(a, b, x), below);
        }
        assert_eq!((gamma_below(2.0, 0.0), gamma_above(2.0, -1.0)), (0.0, 1.0));
        assert_eq!((beta_below(2.0, 2.0, 0.0), beta_below(2.0, 2.0, 1.0)), (0.0, 1.0));
    }

    /// scipy 1.17: norm.cdf, t.sf, t.ppf, betaincinv; of the arc sine law sin^2(0.45 pi), of Cauchy's tan(0.475 pi).
    #[test]
    fn normal_student_and_the_inverse_of_a_beta() {
        near(normal_below(-37.0), 5.7255712225239266e-300);
        near(normal_below(0.3), 0.6179114221889526);
        assert_eq!((normal_below(f64::NEG_INFINITY), normal_below(f64::INFINITY)), (0.0, 1.0));
        near(student_above(12.0, 30.0), 2.7900927075996303e-13);
        near(student_above(-1.0, 4.0), 0.8130495168499705);
        for (degrees, p, t) in [
            (1.0, 0.975, 12.706204736174694),
            (2.0, 0.9, 1.8856180831641272),
            (7.0, 0.975, 2.364624251592784),
            (7.0, 0.2, -0.8960296443137649),
            (30.0, 0.995, 2.7499956535672254),
            (1000.0, 0.6, 0.25341451583949876),
        ] {
            near(student_of(degrees, p), t);
        }
        for (a, b, p, x) in [
            (2.0, 3.0, 0.25, 0.24302208375607628),
            (0.5, 0.5, 0.9, 0.9755282581475768),
            (40.0, 20.0, 0.025, 0.5436200109872402),
            (0.3, 20.0, 1e-4, 1.6468817133741726e-15),
        ] {
            near(beta_of(a, b, p), x);
        }
        assert_eq!((beta_of(2.0, 2.0, 0.0), beta_of(2.0, 2.0, 1.0)), (0.0, 1.0));
    }

    proptest! {
        /// The inverse is one, wherever it is asked and however uneven the shapes are.
        #[test]
        fn below_its_quantile_lies_the_share(a in 0.05_f64..500.0, b in 0.05_f64..500.0, p in 0.001_f64..0.999) {
            let x = beta_of(a, b, p);
            prop_assert!((0.0..=1.0).contains(&x));
            // Close to 1 much of a beta can lie between two numbers that hardly differ.
            let [under, over] = [x * (1.0 - 1e-15), x * (1.0 + 1e-15)].map(|end| beta_below(a, b, end));
            prop_assert!(under - 1e-9 <= p && p <= over + 1e-9, "{x}: {under} {over}");
        }
    }
}
