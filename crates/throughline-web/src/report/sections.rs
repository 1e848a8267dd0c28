//! The questions of the method, and which measures answer each: by the first part of a measure's name.

use throughline::reading::{Measure, Reading};

use super::is_said;

/// One question of the method.
pub(super) struct Section {
    /// Where it stands on the page.
    pub(super) id: &'static str,
    pub(super) asks: &'static str,
    /// Why it is asked.
    pub(super) why: &'static str,
    /// Names of measures, or how they begin.
    measures: &'static [&'static str],
}

/// In the order of the method: what is asked for, how well it is met, how the work flows, and why it is so.
pub(super) const SECTIONS: [Section; 7] = [
    Section {
        id: "what-is-asked-for",
        asks: "What do people ask for?",
        why: "Value demand is what the service is there for. Failure demand is caused by something not done, or not done right: it goes \
              away when the cause does, not when it is handled faster.",
        measures: &[
            "demand.",
            "repeat_contact.",
            "capability[].contacts",
            "capability[].needs_opened",
            "capability[].failure",
        ],
    },
    Section {
        id: "how-well",
        asks: "How well, and how predictably, is it met?",
        why: "Time runs on the person's clock, from the first words to the end; it is never paused. Limits on a chart come from the \
              service's own ups and downs: they are no targets.",
        measures: &[
            "end_to_end",
            "expected_time",
            "capability",
            "before_after",
            "flow.weekly",
            "flow.ended_how",
        ],
    },
    Section {
        id: "how-it-flows",
        asks: "How does the work flow?",
        why: "Value work moves the need on. Waiting, handing over, doing again and checking do not.",
        measures: &["flow."],
    },
    Section {
        id: "what-it-costs",
        asks: "What does a need met cost, and who pays?",
        why: "What counts is the cost of a need met from end to end, whoever pays, and not the cost of a transaction.",
        measures: &["cost."],
    },
    Section {
        id: "does-it-help",
        asks: "Do things get better for people?",
        why: "Only the person can say whether it is sorted.",
        measures: &["purpose."],
    },
    Section {
        id: "what-limits-did",
        asks: "What did targets and limits do to the records?",
        why: "A limit can change the work, or only the records. Each pattern here could also be something else: ask those who do the work \
              before anything is made public.",
        measures: &["distortion"],
    },
    Section {
        id: "what-else",
        asks: "What else was asked?",
        why: "Answers that stand under no other question.",
        measures: &[""],
    },
];

/// Measures with their answers.
type Answers<'a> = Vec<(&'static Measure, &'a Reading)>;

impl Section {
    /// The answers that belong here: those that say something, and those for which there is not enough.
    pub(super) fn of<'a>(&self, readings: &'a [(&'static Measure, Reading)]) -> (Answers<'a>, Answers<'a>) {
        let own = readings.iter().filter(|(measure, _)| home(measure.name) == self.id);
        own.map(|(measure, reading)| (*measure, reading)).partition(|(_, reading)| is_said(reading))
    }
}

/// The section in which a measure stands: the first that names it most exactly.
fn home(name: &str) -> &'static str {
    let fits = |section: &Section| {
        section.measures.iter().filter(|start| name.starts_with(**start)).map(|start| start.len()).max()
    };
    let best = SECTIONS
        .iter()
        .rev()
        .filter_map(|section| Some((fits(section)?, section.id)))
        .max_by_key(|(len, _)| *len);
    best.map_or("what-else", |(_, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline::measure::MEASURES;

    #[test]
    fn every_measure_has_a_home_among_the_questions() {
        for measure in MEASURES {
            assert_ne!(home(measure.name), "what-else", "{}", measure.name);
        }
        assert_eq!(
            [home("flow.weekly"), home("flow.edges"), home("new.one")],
            ["how-well", "how-it-flows", "what-else"]
        );
    }
}
