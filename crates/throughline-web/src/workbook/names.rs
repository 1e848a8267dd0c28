//! What the sheets are called: a workbook allows 31 letters.

/// A name of a sheet cannot be longer.
const LONGEST: usize = 31;

/// What the sheet of each measure is called.
const SHEETS: &[(&str, &str)] = &[
    ("before_after", "Changes, before and after"),
    ("capability[].contacts", "Contacts by week"),
    ("capability[].contacts_a_need", "Contacts a need by week"),
    ("capability[].end_to_end_each", "Time of each need"),
    ("capability[].end_to_end_weekly", "Time by week, with limits"),
    ("capability[].failure_share", "Failure demand over time"),
    ("capability[].needs_opened", "Needs opened by week"),
    ("cost.by_payer", "Who pays"),
    ("cost.capacity", "Paid time seen"),
    ("cost.concentration", "Money by person"),
    ("cost.exported_failure", "Failure others pay for"),
    ("cost.failure", "Cost of failure"),
    ("cost.failure_balance", "Who pays for whose failure"),
    ("cost.ledger", "What is spent"),
    ("cost.per_need", "Cost of a need met"),
    ("cost.touch_bounds", "Time of work, guessed"),
    ("cost.value_work", "Work that moved needs on"),
    ("demand.agreement", "Agreement of readers"),
    ("demand.boundary_loss", "Lost between organisations"),
    ("demand.effort_share", "Time on failure demand"),
    ("demand.failure_share", "Failure demand"),
    ("demand.from_words", "Failure demand from words"),
    ("demand.kinds", "Kinds of demand"),
    ("demand.label_next", "To sort next"),
    ("demand.on_the_way", "Failure after each step"),
    ("demand.own_words", "Own words"),
    ("distortion", "Patterns at limits"),
    ("end_to_end", "Time from end to end"),
    ("expected_time", "Time to expect"),
    ("flow.activities", "What is done"),
    ("flow.between_organisations", "Between organisations"),
    ("flow.between_teams", "Between teams"),
    ("flow.between_workers", "Waits between workers"),
    ("flow.bounces", "Handed straight back"),
    ("flow.by_opening", "Time by when needs opened"),
    ("flow.contact_hours", "Hours of contacts"),
    ("flow.continuity", "Same people"),
    ("flow.distance", "Distance to who meets it"),
    ("flow.edges", "Steps"),
    ("flow.ended_how", "Ways needs end"),
    ("flow.ends", "Last events"),
    ("flow.gaps", "Longest waits"),
    ("flow.hand_overs", "Between workers"),
    ("flow.map", "Map of the steps"),
    ("flow.open_work", "Open needs"),
    ("flow.returns", "There and straight back"),
    ("flow.rework", "Done again"),
    ("flow.rework_kinds", "Done again, by whom"),
    ("flow.starts", "First events"),
    ("flow.touch", "Time in which work is done"),
    ("flow.variants", "Ways through the service"),
    ("flow.variety", "Ways of each kind of demand"),
    ("flow.week_hours", "Hours of events"),
    ("flow.weekly", "Time by week"),
    ("flow.workers_per_need", "Workers of a need"),
    ("flow.working_time", "Working hours in the wait"),
    ("purpose.persistence", "Stays sorted"),
    ("purpose.scores", "People's scores"),
    ("repeat_contact.contacts_per_need", "Contacts of a need"),
    ("repeat_contact.one_stop", "Dealt with in one go"),
    ("repeat_contact.repeats", "People who come back"),
];

/// The sheets of some measures, each called otherwise.
pub(super) fn sheets<'a>(measures: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for measure in measures {
        let listed = SHEETS.iter().find(|(name, _)| *name == measure).map(|(_, sheet)| *sheet);
        let bare: String = listed.unwrap_or(measure).replace("[]", "").chars().take(LONGEST).collect();
        let mut own = bare.clone();
        let mut next = 2;
        while taken.contains(&own) {
            let end = format!(" {next}");
            own = bare.chars().take(LONGEST - end.len()).collect::<String>() + &end;
            next += 1;
        }
        taken.push(own);
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use throughline::measure::MEASURES;

    #[test]
    fn every_measure_has_a_sheet_that_is_called_in_words() {
        for measure in MEASURES {
            let sheet = SHEETS.iter().find(|(name, _)| *name == measure.name).map(|(_, sheet)| *sheet);
            let sheet = sheet.unwrap_or_else(|| panic!("{} has no name of a sheet", measure.name));
            // Excel allows none of these.
            let bad = ['[', ']', ':', '*', '?', '/', '\\'];
            assert!(
                sheet.chars().count() <= LONGEST && !sheet.contains(bad) && !sheet.contains('_'),
                "{sheet}"
            );
        }
        let mut all: Vec<String> = SHEETS.iter().map(|(_, sheet)| sheet.to_lowercase()).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), SHEETS.len());
        assert_eq!(SHEETS.len(), MEASURES.len());
    }

    #[test]
    fn names_that_are_not_in_the_list_differ() {
        let long = ["capability[].a_very_long_name_of_something", "capability[].a_very_long_name_of_other"];
        assert_eq!(
            sheets(long.into_iter()),
            ["capability.a_very_long_name_of_", "capability.a_very_long_name_o 2"]
        );
    }
}
