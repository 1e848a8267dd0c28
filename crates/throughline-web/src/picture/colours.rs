//! The colours and letters. Two sets, for a light and a dark ground; a viewer that knows nothing of dark shows the light one.
//!
//! Blue and orange, which those who cannot tell red from green can tell apart; what they mean is also told by shape. How far each
//! stands out from its ground is a test (WCAG 2.2, 1.4.3 and 1.4.11).

/// The colours of one ground.
struct Set {
    paper: &'static str,
    ink: &'static str,
    quiet: &'static str,
    grid: &'static str,
    line: &'static str,
    point: &'static str,
    limit: &'static str,
    signal: &'static str,
    tint: &'static str,
}

const LIGHT: Set = Set {
    paper: "#ffffff",
    ink: "#16191d",
    quiet: "#4a5057",
    grid: "#e3e6e9",
    line: "#7c8ba0",
    point: "#1f5a9e",
    limit: "#575d65",
    signal: "#b8400a",
    tint: "#d3e2f4",
};

const DARK: Set = Set {
    paper: "#15181c",
    ink: "#eceef0",
    quiet: "#b3b9c1",
    grid: "#2d3238",
    line: "#74839a",
    point: "#86baf2",
    limit: "#a9b0b9",
    signal: "#ffa263",
    tint: "#23405f",
};

/// What does not depend on the ground.
const FORM: &str = "\
.tl-text,.tl-title,.tl-quiet,.tl-tick,.tl-tick-y,.tl-note,.tl-end,.tl-says,.tl-strong,.tl-middle,.tl-name{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",Arial,sans-serif;font-size:13px}
.tl-title{font-size:20px;font-weight:600}
.tl-says{font-size:15px}
.tl-tick,.tl-note,.tl-end{font-variant-numeric:tabular-nums}
.tl-tick{text-anchor:middle}
.tl-tick-y,.tl-end{text-anchor:end}
.tl-note{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
.tl-grid,.tl-axis{stroke-width:1}
.tl-line{fill:none;stroke-width:1.2}
.tl-dense .tl-line{stroke-width:.4}
.tl-dense .tl-point,.tl-dense .tl-run{stroke-width:0}
.tl-centre{fill:none;stroke-width:1.6}
.tl-limit{fill:none;stroke-width:1.4;stroke-dasharray:7 4}
.tl-soft{stroke-dasharray:2 4}
.tl-normal{stroke:none;fill-opacity:.38}
.tl-split{stroke-width:1.4}
.tl-moved{stroke-width:1.4;stroke-dasharray:2 4}
.tl-before{fill:none;stroke-width:1.4;stroke-dasharray:2 3}
.tl-point,.tl-outside,.tl-run{stroke-width:1}
.tl-strong{font-weight:600}
.tl-name{font-weight:600;text-anchor:middle}
.tl-middle{text-anchor:middle;font-variant-numeric:tabular-nums}
.tl-value,.tl-failure,.tl-unknown,.tl-box{stroke-width:1.4}
.tl-unknown{stroke-dasharray:3 3}
.tl-whisker{fill:none;stroke-width:1.6}
.tl-curve{fill:none;stroke-width:2.4;stroke-linejoin:round}
.tl-band{fill-opacity:.2}
.tl-mark{stroke-width:1.4;stroke-dasharray:5 3}
.tl-flow,.tl-return{fill:none;stroke-linejoin:round}
.tl-return{stroke-dasharray:6 4}
.tl-fails{font-weight:600}
.tl-wide svg,.tl-narrow svg{display:block;width:100%;height:auto}
.tl-wide{max-width:60rem}
.tl-narrow{display:none;max-width:30rem}
.tl-map-wide svg{display:block;max-width:100%;height:auto}
.tl-map-narrow{display:none;max-width:30rem}
.tl-map-narrow svg{display:block;width:100%;height:auto}
.tl-hint{font-weight:600}
.tl-map-wide .tl-scroll{overflow-x:auto;padding-bottom:.5rem}
.tl-map-wide .tl-scroll svg{max-width:none}
@media (max-width:660px){.tl-wide{display:none}.tl-narrow{display:block}}
@media (max-width:900px){.tl-map-wide{display:none}.tl-map-narrow{display:block}}
@media print{.tl-wide,.tl-map-wide{display:block}.tl-narrow,.tl-map-narrow,.tl-hint{display:none}.tl-map-wide .tl-scroll{overflow:visible}.tl-map-wide .tl-scroll svg{max-width:100%}}
";

fn of(set: &Set, indent: &str) -> String {
    let Set { paper, ink, quiet, grid, line, point, limit, signal, tint } = set;
    let rules = [
        format!(".tl-paper{{fill:{paper}}}"),
        format!(".tl-text,.tl-title,.tl-note,.tl-says,.tl-strong,.tl-name,.tl-middle{{fill:{ink}}}"),
        format!(".tl-quiet,.tl-tick,.tl-tick-y,.tl-end{{fill:{quiet}}}"),
        format!(".tl-value{{fill:{tint};stroke:{point}}}"),
        format!(".tl-failure{{fill:{signal};stroke:{signal}}}"),
        format!(".tl-unknown{{fill:{paper};stroke:{quiet}}}"),
        format!(".tl-box{{fill:{paper};stroke:{quiet}}}"),
        format!(".tl-dot,.tl-band{{fill:{point}}}"),
        format!(".tl-whisker,.tl-mark{{stroke:{ink}}}"),
        format!(".tl-curve{{stroke:{point}}}"),
        format!(".tl-normal{{fill:{tint}}}"),
        format!(".tl-lane{{fill:{grid};fill-opacity:.45}}"),
        format!(".tl-flow{{stroke:{line}}}.tl-tip{{fill:{line}}}"),
        format!(".tl-return{{stroke:{limit}}}.tl-tip-return{{fill:{limit}}}"),
        format!(
            ".tl-failing{{stroke:{signal}}}.tl-tip.tl-failing,.tl-tip-return.tl-failing{{fill:{signal};stroke:none}}"
        ),
        format!(".tl-door{{fill:{ink}}}.tl-on-door{{fill:{paper};stroke:none}}"),
        format!(".tl-note{{stroke:{paper}}}.tl-fails{{fill:{signal}}}"),
        format!(".tl-grid{{stroke:{grid}}}"),
        format!(".tl-axis,.tl-split,.tl-moved,.tl-before{{stroke:{quiet}}}"),
        format!(".tl-line{{stroke:{line}}}"),
        format!(".tl-centre{{stroke:{ink}}}"),
        format!(".tl-limit{{stroke:{limit}}}"),
        format!(".tl-point{{fill:{point};stroke:{paper}}}"),
        format!(".tl-outside,.tl-run{{fill:{signal};stroke:{paper}}}"),
    ];
    rules.iter().map(|rule| format!("{indent}{rule}\n")).collect()
}

/// The colours and letters of all pictures.
pub(super) fn style() -> String {
    format!("{FORM}{}@media (prefers-color-scheme:dark){{\n{}}}\n", of(&LIGHT, ""), of(&DARK, " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.2: relative luminance.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let part = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn everything_stands_out_from_its_ground() {
        assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 1e-9);
        for set in [LIGHT, DARK] {
            for text in [set.ink, set.quiet] {
                assert!(contrast(text, set.paper) >= 7.0, "{text} on {}", set.paper);
            }
            assert!(contrast(set.ink, set.tint) >= 7.0, "ink on {}", set.tint);
            for mark in [set.point, set.limit, set.signal, set.line] {
                assert!(contrast(mark, set.paper) >= 3.0, "{mark} on {}", set.paper);
            }
        }
    }
}
