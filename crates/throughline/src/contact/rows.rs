//! Live events as rows of a log: what the study reads is what happened here, in the same columns as any file.
//!
//! A need is named by its reference. Contacts are of kind `contact`, what workers do is `work`, an offer and its answers are
//! `hand_over` (activities [`OFFERED`], [`ACCEPTED`], [`REFUSED`], [`WITHDRAWN`]), and the person's own say that it is sorted is a
//! `word`. What listeners made of a contact is set on the row of that contact: a first listener in `class@system`,
//! `class@own organisation` and `class@own team`, a second in `class_2@…`. Words and names of workers do not go along: no measure that many may look at
//! needs them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::listening::Heard;
use super::{Event, NeedId, Party, What};
use crate::demand::contacts::LABEL_CHANCE;
use crate::flow::quiet::THOUGHT_SORTED;
use crate::log::{Field, Holds, NONE, RowCells, Rows, SOURCE_SAYS_END, Slot, Value};
use crate::purpose::scores::{SCORE_REVIEW, SCORE_START};

/// The activity of a need's first words.
pub(super) const OPENED: &str = "says what they need";
/// The activity of an answer to the person.
pub(super) const ANSWERED: &str = "answered";
/// The activity of saying what happens next, and by when.
pub(super) const PROMISED: &str = "said what happens next";
/// The activity of an offer to hand over.
const OFFERED: &str = "offered";
/// The activity of taking what was offered.
const ACCEPTED: &str = "accepted";
/// The activity of refusing what was offered.
const REFUSED: &str = "refused";
/// The activity of taking an offer back.
const WITHDRAWN: &str = "offer taken back";

/// Live events, gathered into rows one by one.
#[derive(Clone)]
pub struct LiveRows {
    rows: Rows,
    at: Columns,
    needs: HashMap<NeedId, Known>,
    /// Each of those who hold needs, once.
    holders: HashSet<Arc<Party>>,
}

/// The numbers of the columns.
#[derive(Clone)]
struct Columns {
    need: usize,
    kind: usize,
    activity: usize,
    person: usize,
    channel: usize,
    worker: usize,
    team: usize,
    organisation: usize,
    to_organisation: usize,
    minutes: usize,
    value: usize,
    place: usize,
    demand: usize,
    caused_by: usize,
    label_chance: usize,
    met: usize,
    score_start: usize,
    score_review: usize,
    thought_sorted: usize,
    /// That this is a source that says when a need ends: before the first person has, no need is to end by quiet.
    says_end: usize,
    /// As the whole system, the own organisation and the own team see it, by the first and by the second listener.
    classes: [[usize; 3]; 2],
}

impl Columns {
    /// Sets what an event of a need says in the row that comes next.
    fn set_row(
        &self,
        rows: &mut Rows,
        (event, known): (&Event, &Known),
        (kind, activity): (Option<&str>, &str),
        first_score: bool,
    ) {
        let of_need = [(self.need, known.need), (self.person, known.person), (self.place, known.place)];
        for (column, code) in of_need {
            if let RowCells::Names(cells) = rows.cells(column) {
                cells.codes.push(code);
            }
        }
        let mut text = |column: usize, value: Option<&str>| {
            if let Some(value) = value {
                rows.set(column, Value::Text(value));
            }
        };
        text(self.kind, kind);
        text(self.activity, Some(activity));
        let seat = event.by.seat();
        text(self.worker, seat.map(|seat| seat.worker.as_str()));
        text(self.team, Some(seat.map_or(&known.holder.team, |seat| &seat.team)));
        text(self.organisation, Some(seat.map_or(&known.holder.organisation, |seat| &seat.organisation)));
        match &event.what {
            What::Opened { channel, .. } | What::SaidMore { channel, .. } | What::Answered { channel } => {
                text(self.channel, Some(channel.name()));
            }
            What::Offered { to } => text(self.to_organisation, Some(&to.organisation)),
            What::Sorted => text(self.met, Some("yes")),
            What::NotSorted => text(self.met, Some("no")),
            What::Worked { minutes, value, .. } => {
                text(self.value, value.map(|value| if value { "value" } else { "waste" }));
                if let Some(minutes) = minutes {
                    rows.set(self.minutes, Value::Real(*minutes));
                }
            }
            What::Scored { score, .. } => {
                let column = if first_score { self.score_start } else { self.score_review };
                rows.set(column, Value::Real(f64::from(*score)));
            }
            _ => {}
        }
        rows.set(self.says_end, Value::Flag(true));
        if let Some(thought) = thought_sorted(&event.what) {
            rows.set(self.thought_sorted, Value::Flag(thought));
        }
    }
}

/// What has to be known of a need for its next row. There are many needs: what stands in a column already is its code there.
#[derive(Clone)]
struct Known {
    need: u32,
    person: u32,
    place: u32,
    holder: Arc<Party>,
    /// The rows of its contacts, and how many listened to each. A log has no more rows than such a number.
    contacts: Vec<(u32, u32)>,
    /// The sentences that were scored once.
    scored: Vec<u32>,
}

impl Default for LiveRows {
    fn default() -> LiveRows {
        let mut rows = Rows::new();
        let mut field = |field: Field| rows.column(Slot::Field(field), field.holds());
        let [kind, activity, person, channel] =
            [Field::Kind, Field::Activity, Field::Person, Field::Channel].map(&mut field);
        let [worker, team, organisation, to_organisation] =
            [Field::Worker, Field::Team, Field::Organisation, Field::ToOrganisation].map(&mut field);
        let [minutes, value, place, demand, caused_by] =
            [Field::Minutes, Field::Value, Field::Place, Field::Demand, Field::CausedBy].map(&mut field);
        let need = rows.column(Slot::Need, Holds::Name);
        let mut attribute = |name: &str, holds: Holds| rows.column(Slot::Attribute(name.to_string()), holds);
        let at = Columns {
            need,
            kind,
            activity,
            person,
            channel,
            worker,
            team,
            organisation,
            to_organisation,
            minutes,
            value,
            place,
            demand,
            caused_by,
            label_chance: attribute(LABEL_CHANCE, Holds::Real),
            met: attribute("met", Holds::Name),
            score_start: attribute(SCORE_START, Holds::Real),
            score_review: attribute(SCORE_REVIEW, Holds::Real),
            thought_sorted: attribute(THOUGHT_SORTED, Holds::Flag),
            says_end: attribute(SOURCE_SAYS_END, Holds::Flag),
            classes: ["class", "class_2"].map(|class| {
                ["system", "own organisation", "own team"]
                    .map(|boundary| attribute(&format!("{class}@{boundary}"), Holds::Name))
            }),
        };
        LiveRows { rows, at, needs: HashMap::new(), holders: HashSet::new() }
    }
}

impl LiveRows {
    /// The rows so far, with the columns in which something stands: a column that says nothing of any event would read as if
    /// somebody had been asked.
    pub fn rows(&self) -> Rows {
        let says_something = |(_, cells): &(Slot, RowCells)| match cells {
            RowCells::Names(cells) => !cells.names.names().is_empty(),
            RowCells::Real(cells) => cells.iter().any(|cell| !cell.is_nan()),
            RowCells::Flags(cells) => cells.contains(&1),
            RowCells::Times(_) | RowCells::Whole(_) => true,
        };
        let mut rows = Rows::new();
        rows.at.clone_from(&self.rows.at);
        *rows.columns_mut() =
            self.rows.columns().iter().filter(|column| says_something(column)).cloned().collect();
        rows
    }

    /// Adds what an event says. Events come in the order in which they were kept; of one need, the one that opens it first.
    pub fn add(&mut self, event: &Event) {
        match &event.what {
            What::Opened { reference, holder, place, .. } => {
                let known = Known {
                    need: self.code(self.at.need, &reference.to_string()),
                    person: self.code(self.at.person, &format!("{:014x}", event.person.0)),
                    place: place.as_deref().map_or(NONE, |place| self.code(self.at.place, place)),
                    holder: self.holder(holder),
                    contacts: Vec::new(),
                    scored: Vec::new(),
                };
                self.needs.insert(event.need, known);
            }
            What::Accepted { holder } => {
                let holder = self.holder(holder);
                if let Some(known) = self.needs.get_mut(&event.need) {
                    known.holder = holder;
                }
            }
            What::Listened(heard) => return self.listened(event.need, heard),
            _ => {}
        }
        // An event of a need that was never opened cannot be stored; were it there, it would belong to nothing.
        let Some(known) = self.needs.get_mut(&event.need) else { return };
        let Some((kind, activity)) = kind_and_activity(&event.what) else { return };
        let row = self.rows.len();
        if kind == Some("contact") {
            known.contacts.push((row as u32, 0));
        }
        let first_score = match &event.what {
            What::Scored { statement, .. } if known.scored.contains(statement) => false,
            What::Scored { statement, .. } => {
                known.scored.push(*statement);
                true
            }
            _ => false,
        };
        self.at.set_row(&mut self.rows, (event, known), (kind, activity), first_score);
        self.rows.end_row(event.at.0);
    }

    /// The code of a name in a column; an empty one says nothing.
    fn code(&mut self, column: usize, name: &str) -> u32 {
        match self.rows.cells(column) {
            RowCells::Names(cells) if !name.is_empty() => cells.names.intern(name.as_bytes()),
            _ => NONE,
        }
    }

    fn holder(&mut self, holder: &Party) -> Arc<Party> {
        if let Some(known) = self.holders.get(holder) {
            return Arc::clone(known);
        }
        let holder = Arc::new(holder.clone());
        self.holders.insert(Arc::clone(&holder));
        holder
    }

    /// Sets what a listener made of a contact on its row; what a third and later ones made of it stays with the events.
    fn listened(&mut self, need: NeedId, heard: &Heard) {
        let contact =
            self.needs.get_mut(&need).and_then(|known| known.contacts.get_mut(heard.contact as usize));
        let Some((row, listeners)) = contact else { return };
        let (row, listener) = (*row as usize, *listeners as usize);
        *listeners += 1;
        let Some([system, organisation, team]) = self.at.classes.get(listener).copied() else { return };
        self.change(system, row, heard.system.name());
        self.change(organisation, row, heard.organisation.name());
        if let Some(class) = heard.team {
            self.change(team, row, class.name());
        }
        if listener > 0 {
            return;
        }
        self.change(self.at.demand, row, heard.kind.trim());
        if let Some(cause) = heard.caused_by.as_deref().or(heard.step.as_deref()) {
            self.change(self.at.caused_by, row, cause);
        }
        if let RowCells::Real(chances) = self.rows.cells(self.at.label_chance) {
            chances[row] = heard.chance;
        }
    }

    /// Changes a name in a row that was added before.
    fn change(&mut self, column: usize, row: usize, name: &str) {
        if let RowCells::Names(cells) = self.rows.cells(column) {
            let code = cells.names.intern(name.as_bytes());
            cells.codes.set(row, code);
        }
    }
}

/// Whether somebody thinks with this event that the need is sorted, or it takes that back; nothing where it does neither.
fn thought_sorted(what: &What) -> Option<bool> {
    match what {
        What::ThoughtSorted => Some(true),
        What::Opened { .. }
        | What::SaidMore { .. }
        | What::NotSorted
        | What::Sorted
        | What::Promised { .. } => Some(false),
        _ => None,
    }
}

/// What a row says of an event: the kind, and what was done. None where it is no row of its own.
fn kind_and_activity(what: &What) -> Option<(Option<&str>, &str)> {
    Some(match what {
        What::Opened { .. } => (Some("contact"), OPENED),
        What::SaidMore { .. } => (Some("contact"), "says more"),
        What::NotSorted => (Some("contact"), "says it is not sorted"),
        What::Sorted => (Some("word"), "says it is sorted"),
        What::Answered { .. } => (Some("work"), ANSWERED),
        What::Worked { activity, .. } => (Some("work"), activity),
        What::Promised { .. } => (Some("work"), PROMISED),
        What::BroughtIn { .. } => (Some("work"), "brought somebody in"),
        What::ThoughtSorted => (Some("work"), "thought it sorted"),
        What::Offered { .. } => (Some("hand_over"), OFFERED),
        What::Accepted { .. } => (Some("hand_over"), ACCEPTED),
        What::Refused { .. } => (Some("hand_over"), REFUSED),
        What::Withdrawn => (Some("hand_over"), WITHDRAWN),
        What::Scored { .. } => (None, "scored"),
        What::HelpMeTo { .. }
        | What::FileAdded { .. }
        | What::ReachChanged
        | What::LanguageChosen { .. }
        | What::Erased
        | What::Listened(_) => {
            return None;
        }
    })
}
