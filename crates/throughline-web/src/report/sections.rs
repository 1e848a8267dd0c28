//! The questions of the method, and which measures answer each: by the first part of a measure's name.

use throughline::reading::{Chart, Measure, Reading, Shape};

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
    /// The answers that stand open, in this order; the others are folded to their question and first sentence.
    open: &'static [&'static str],
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
        open: &["demand.kinds", "demand.failure_share", "demand.boundary_loss", "demand.own_words"],
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
            "flow.by_opening",
            "flow.weekly",
            "flow.ended_how",
        ],
        open: &["end_to_end", "capability[].end_to_end_weekly", "before_after"],
    },
    Section {
        id: "how-it-flows",
        asks: "How does the work flow?",
        why: "Value work moves the need on. Waiting, handing over, doing again and checking do not.",
        measures: &["flow."],
        open: &["flow.map", "flow.between_organisations", "flow.gaps", "flow.open_work"],
    },
    Section {
        id: "what-it-costs",
        asks: "What does a need met cost, and who pays?",
        why: "What counts is the cost of a need met from end to end, whoever pays, and not the cost of a transaction.",
        measures: &["cost."],
        open: &["cost.per_need", "cost.failure", "cost.failure_balance"],
    },
    Section {
        id: "does-it-help",
        asks: "Do things get better for people?",
        why: "Only the person can say whether it is sorted.",
        measures: &["purpose."],
        open: &["purpose.scores"],
    },
    Section {
        id: "what-limits-did",
        asks: "What did targets and limits do to the records?",
        why: "A limit can change the work, or only the records. Each pattern here could also be something else: ask those who do the work \
              before anything is made public.",
        measures: &["distortion"],
        open: &["distortion"],
    },
    Section {
        id: "what-else",
        asks: "What else was asked?",
        why: "Answers that stand under no other question.",
        measures: &[""],
        open: &[],
    },
];

/// A measure with its answer.
pub(super) type Answer<'a> = (&'static Measure, &'a Reading);

/// The answers that belong to a section.
#[derive(Default)]
pub(super) struct Answers<'a> {
    /// Those that stand open: there is one, if anything can be said.
    pub(super) open: Vec<Answer<'a>>,
    /// Those that are folded.
    pub(super) folded: Vec<Answer<'a>>,
    /// Those for which there is not enough.
    pub(super) missing: Vec<Answer<'a>>,
}

impl Answers<'_> {
    /// Whether the section has anything to show.
    pub(super) fn any(&self) -> bool {
        !self.open.is_empty() || !self.missing.is_empty()
    }
}

impl Section {
    /// The answers that belong here; `says` tells whether one says something.
    pub(super) fn of<'a>(
        &self,
        readings: &'a [(&'static Measure, Reading)],
        says: impl Fn(&Measure, &Reading) -> bool,
    ) -> Answers<'a> {
        let mut all = Answers::default();
        for (measure, reading) in readings.iter().filter(|(measure, _)| home(measure.name) == self.id) {
            match (says(measure, reading), self.open.contains(&measure.name)) {
                (false, _) => all.missing.push((measure, reading)),
                (true, true) => all.open.push((measure, reading)),
                (true, false) => all.folded.push((measure, reading)),
            }
        }
        all.open.sort_by_key(|(measure, _)| self.open.iter().position(|name| *name == measure.name));
        if all.open.is_empty() && !all.folded.is_empty() {
            all.open.push(all.folded.remove(0));
        }
        all
    }
}

/// Whether an answer has anything to be read: a chart of too little, or of what hardly varies, does not.
pub(super) fn answers(_: &Measure, reading: &Reading) -> bool {
    let of_nothing = |chart: &Chart| chart.centre.is_none() || chart.status.starts_with("not_enough");
    is_said(reading) && !matches!(&reading.shape, Shape::Chart(chart) if of_nothing(chart))
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
    fn what_stands_open_is_known_and_stands_in_its_section() {
        for section in &SECTIONS {
            for name in section.open {
                assert!(MEASURES.iter().any(|measure| measure.name == *name), "{name}");
                assert_eq!(home(name), section.id, "{name}");
            }
        }
    }

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
