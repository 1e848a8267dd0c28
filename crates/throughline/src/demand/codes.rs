//! How a log says what a contact was: the one place where the codes and the names of their columns are defined.
//!
//! A column of the events called `class` holds for each contact `value`, `failure`, `other` or `can't tell` (in any case; `v`, `f`, `o`,
//! `r` for relational, and `?` will do). What is failure depends on where one stands: `class@BOUNDARY` (a team, an organisation,
//! `system`) holds the class as seen from there, or a cell may say it itself, several with `;` between: `value@advice centre;
//! failure@system`. Of several classes for one boundary the first, the main one, counts. The codes of a second person who coded the same
//! contacts stand in `class_2` (`class_2@BOUNDARY`), of a third in `class_3`, up to `class_9`: who they are is not asked. Where there is
//! no such column and the column `demand` holds nothing but these codes, it is taken for `class`.

use std::sync::Arc;

use crate::log::{Column, Field, Log, NONE, NameColumn, Names};

/// What a contact is, seen from a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// What the service is there for.
    Value,
    /// Caused by a failure to do something or to do it right.
    Failure,
    /// Neither: a contact for its own sake.
    Other,
    /// The reader could not tell.
    CannotTell,
}

impl Class {
    /// The class of a code; `None` if nobody knows it.
    pub fn named(code: &str) -> Option<Class> {
        match code.trim().to_lowercase().replace('’', "'").as_str() {
            "value" | "v" | "value demand" => Some(Class::Value),
            "failure" | "f" | "failure demand" => Some(Class::Failure),
            "other" | "o" | "relational" | "r" => Some(Class::Other),
            "can't tell" | "cannot tell" | "can not tell" | "?" => Some(Class::CannotTell),
            _ => None,
        }
    }
}

/// The codes, for sentences.
pub const CODES: &str = "value, failure, other or can't tell";

/// Most coders of one contact.
const CODERS: usize = 9;

/// What a cell says: a class for each boundary it names; `None` if nobody knows the code.
type Cell = Option<Vec<(usize, Class)>>;

/// One column of codes.
struct CodeColumn<'a> {
    coder: usize,
    cells: &'a NameColumn,
    /// What each name of the column's dictionary says.
    says: Vec<Cell>,
}

/// All codes of a log.
pub struct Codes<'a> {
    columns: Vec<CodeColumn<'a>>,
    /// The boundaries named, in order of name; the first is the unnamed one if any code has none.
    boundaries: Vec<String>,
    /// Columns that are called as codes but hold something else than names.
    not_names: Vec<String>,
    in_demand: bool,
}

/// What one coder said of a contact from one boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Nothing.
    Nothing,
    /// A class.
    Class(Class),
    /// A code that nobody knows.
    Unknown,
}

impl<'a> Codes<'a> {
    /// The codes of a log; `None` where no column holds any.
    pub fn of(log: &'a Log) -> Option<Codes<'a>> {
        let mut found: Vec<(usize, String, &NameColumn)> = Vec::new();
        let mut not_names = Vec::new();
        for (name, column) in &log.columns().attributes {
            match (column_named(name), column) {
                (Some((coder, boundary)), Column::Names(names)) => found.push((coder, boundary, names)),
                (Some(_), _) => not_names.push(name.clone()),
                (None, _) => {}
            }
        }
        let mut in_demand = false;
        if found.is_empty()
            && let Some(demand) = log.names(Field::Demand).filter(|demand| all_codes(demand))
        {
            found.push((1, String::new(), demand));
            in_demand = true;
        }
        if found.is_empty() && not_names.is_empty() {
            return None;
        }
        found.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
        let mut codes = Codes { columns: Vec::new(), boundaries: Vec::new(), not_names, in_demand };
        for (coder, boundary, cells) in found {
            let says = cells.names.iter().map(|text| codes.cell(text, &boundary)).collect();
            codes.columns.push(CodeColumn { coder, cells, says });
        }
        codes.in_order();
        Some(codes)
    }

    /// No codes at all, from a boundary that is not named: for what needs none.
    pub fn none() -> Codes<'a> {
        Codes {
            columns: Vec::new(),
            boundaries: vec![String::new()],
            not_names: Vec::new(),
            in_demand: false,
        }
    }

    /// What a cell says, in a column of this boundary.
    fn cell(&mut self, text: &str, boundary: &str) -> Cell {
        let mut all = Vec::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (code, own) = match part.split_once('@') {
                Some((code, own)) => (code, own.trim().to_lowercase()),
                None => (part, boundary.to_string()),
            };
            let class = Class::named(code)?;
            let place = self.boundaries.iter().position(|known| *known == own).unwrap_or_else(|| {
                self.boundaries.push(own);
                self.boundaries.len() - 1
            });
            if all.iter().all(|(known, _)| *known != place) {
                all.push((place, class));
            }
        }
        Some(all)
    }

    /// Boundaries by their names.
    fn in_order(&mut self) {
        let mut order: Vec<usize> = (0..self.boundaries.len()).collect();
        order.sort_by(|a, b| self.boundaries[*a].cmp(&self.boundaries[*b]));
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(new, old)| places[*old] = new);
        let cells = self.columns.iter_mut().flat_map(|column| &mut column.says).flatten();
        cells.flatten().for_each(|(place, _)| *place = places[*place]);
        self.boundaries.sort();
    }

    /// The boundaries, empty for the one that is not named.
    pub fn boundaries(&self) -> &[String] {
        &self.boundaries
    }

    /// The widest boundary that was coded for: the system, else the one nobody named, else the first.
    pub fn widest(&self) -> usize {
        let named = |name: &str| self.boundaries.iter().position(|known| known == name);
        named("system").or_else(|| named("")).unwrap_or(0)
    }

    /// A boundary in words.
    pub fn boundary_says(&self, boundary: usize) -> &str {
        match self.boundaries[boundary].as_str() {
            "" => "not stated",
            name => name,
        }
    }

    /// `, seen from` a boundary, for sentences; nothing where it is not named.
    pub fn seen_from(&self, boundary: usize) -> String {
        match self.boundaries.get(boundary).map_or("", String::as_str) {
            "" => String::new(),
            name => format!(", seen from {}", boundary_in_words(name)),
        }
    }

    /// Whose doing counts as seen from a boundary, as it follows a sentence; nothing where it is not named.
    pub fn counting(&self, boundary: usize) -> String {
        match self.boundaries.get(boundary).map_or("", String::as_str) {
            "system" => ", whoever caused it".to_string(),
            "own organisation" => ", counting only what the organisation itself caused".to_string(),
            "own team" => ", counting only what the team that answered caused".to_string(),
            _ => self.seen_from(boundary),
        }
    }

    /// The boundaries, the widest first: what counts is the whole system; the narrower a boundary, the more failure is made elsewhere.
    pub fn widest_first(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.boundaries.len()).collect();
        order.sort_by_key(|boundary| *boundary != self.widest());
        order
    }

    /// Whether the column `demand` was taken for the codes.
    pub fn in_demand(&self) -> bool {
        self.in_demand
    }

    /// Columns that are called as codes but hold numbers or times.
    pub fn not_names(&self) -> &[String] {
        &self.not_names
    }

    /// The coders there are, the first being 1.
    pub fn coders(&self) -> Vec<usize> {
        let mut coders: Vec<usize> = self.columns.iter().map(|column| column.coder).collect();
        coders.dedup();
        coders
    }

    /// What a coder said of an event, seen from a boundary.
    #[inline]
    pub fn said(&self, event: usize, coder: usize, boundary: usize) -> Said {
        let mut said = Said::Nothing;
        for column in self.columns.iter().filter(|column| column.coder == coder) {
            let code = column.cells.codes.at(event);
            if code == NONE {
                continue;
            }
            match &column.says[code as usize] {
                None => said = Said::Unknown,
                Some(cell) => {
                    if let Some((_, class)) = cell.iter().find(|(place, _)| *place == boundary) {
                        return Said::Class(*class);
                    }
                }
            }
        }
        said
    }

    /// Whether any coder said anything of an event.
    #[inline]
    pub fn coded(&self, event: usize) -> bool {
        self.columns.iter().any(|column| column.cells.codes.at(event) != NONE)
    }

    /// The codes nobody knows, in order, for a sentence.
    pub fn unknown(&self) -> Vec<String> {
        let of = |column: &CodeColumn<'_>| {
            let names = column.cells.names.iter().zip(&column.says).filter(|(_, says)| says.is_none());
            names.map(|(name, _)| name.to_string()).collect::<Vec<_>>()
        };
        let mut unknown: Vec<String> = self.columns.iter().flat_map(of).collect();
        unknown.sort();
        unknown.dedup();
        unknown
    }
}

/// A boundary with a name, as it stands in a sentence.
pub fn boundary_in_words(name: &str) -> &str {
    match name {
        "system" => "the whole system",
        "own organisation" => "the organisation itself",
        "own team" => "the team that answered",
        name => name,
    }
}

/// The boundaries with a name that contacts of a log were coded for, the widest first.
pub fn named_boundaries(log: &Log) -> Vec<String> {
    let Some(codes) = Codes::of(log).filter(|codes| !codes.in_demand()) else { return Vec::new() };
    let named = codes.widest_first().into_iter().map(|place| codes.boundaries[place].clone());
    named.filter(|name| !name.is_empty()).collect()
}

/// The same log with what contacts are as seen from one boundary and from no other: every measure of it speaks from there.
pub fn seen_from(log: &Log, boundary: &str) -> Log {
    let kept = |(name, column): &(String, Column)| match (column_named(name), column) {
        (Some((_, own)), Column::Names(cells)) => {
            let cells = only_from(cells, &own, boundary);
            (!cells.names.is_empty()).then(|| (name.clone(), Column::Names(cells)))
        }
        _ => Some((name.clone(), column.clone())),
    };
    log.with_attributes(kept)
}

/// The codes of a column, whose own boundary is `own`, that are of one boundary.
fn only_from(column: &NameColumn, own: &str, boundary: &str) -> NameColumn {
    let mut names = Names::default();
    let of_boundary = |part: &&str| {
        part.split_once('@').map_or(own.to_string(), |(_, named)| named.trim().to_lowercase()) == boundary
    };
    let codes: Vec<u32> = column
        .names
        .iter()
        .map(|text| {
            let parts: Vec<&str> = text.split(';').map(str::trim).filter(of_boundary).collect();
            match parts.join("; ") {
                text if text.is_empty() => NONE,
                text => names.find(&text).unwrap_or_else(|| names.push(&text)),
            }
        })
        .collect();
    let at = |code: u32| if code == NONE { NONE } else { codes[code as usize] };
    NameColumn { codes: column.codes.iter().map(at).collect(), names: Arc::new(names) }
}

/// Whether a column of this name holds the codes of contacts.
pub fn is_code_column(name: &str) -> bool {
    column_named(name).is_some()
}

/// The coder and the boundary that a column's name says.
fn column_named(name: &str) -> Option<(usize, String)> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let (base, boundary) = match name.split_once('@') {
        Some((base, boundary)) => (base, boundary.replace('_', " ")),
        None => (name.as_str(), String::new()),
    };
    let coder = match base.trim_end_matches('_') {
        "class" => 1,
        other => other.strip_prefix("class_")?.parse().ok().filter(|coder| (2..=CODERS).contains(coder))?,
    };
    Some((coder, boundary.trim().to_string()))
}

/// Whether a column of names holds codes and nothing else.
fn all_codes(column: &NameColumn) -> bool {
    let code = |text: &str| {
        let known = |part: &str| Class::named(part.split('@').next().unwrap_or(part)).is_some();
        text.split(';').map(str::trim).filter(|part| !part.is_empty()).all(known)
    };
    !column.names.is_empty() && column.names.iter().all(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_say_who_coded_and_from_where() {
        let named = |name: &str| column_named(name).map(|(coder, boundary)| format!("{coder}/{boundary}"));
        let expect = [
            ("Class", Some("1/")),
            ("class@Advice Centre", Some("1/advice centre")),
            ("Class 2", Some("2/")),
            ("class_3 @ system", Some("3/system")),
            ("class_1", None),
            ("class_12", None),
            ("classification", None),
            ("asset class", None),
        ];
        for (name, expected) in expect {
            assert_eq!(named(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn codes_are_read_as_people_write_them() {
        for (code, class) in [
            ("Failure", Some(Class::Failure)),
            (" v ", Some(Class::Value)),
            ("can’t tell", Some(Class::CannotTell)),
            ("Relational", Some(Class::Other)),
            ("avoidable", None),
            ("", None),
        ] {
            assert_eq!(Class::named(code), class, "{code}");
        }
    }
}
