//! Work that comes straight back: from one team (or organisation) to another and back again, as in ping-pong.
//!
//! Question: what is sent on and sent back? Formula: in each need, runs of events of the same team make one stay; a return is
//! three stays a, b, a one after the other. An event without a team breaks the chain. Source: ticket-bouncing and ping-pong
//! analyses of BPI Challenge 2013 (van Dongen et al.; "push to front, ping-pong"). Where it misleads: some returns are how the
//! work is meant to go (an inspector who reports back); look at what the person was told each time.

use super::pairs::Pairs;
use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.returns",
    asks: "What goes from one to another and straight back?",
    unit: "times, needs",
    formula: "stays a, b, a one after the other in a need, at the level of teams and of organisations",
    source: "BPI Challenge 2013 (ping-pong between support teams)",
    misleads: "Some work is meant to come back, such as a report after an inspection.",
    read,
};

/// Returns between two teams or organisations, as counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Who gave the work away and got it back.
    pub from: u32,
    /// Who sent it back.
    pub via: u32,
    /// How often.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
}

/// The returns at one level, and of how many hand-overs they are the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returns {
    /// Between whom: most frequent first, ties by name.
    pub between: Vec<Return>,
    /// How many changes from one to another there are in all.
    pub hand_overs: u64,
    /// How many of them could have come straight back: those that are followed by another change.
    pub onward: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let levels: Vec<(Field, &NameColumn)> =
        [Field::Team, Field::Organisation].into_iter().filter_map(|f| Some((f, log.names(f)?))).collect();
    if levels.is_empty() {
        return Reading::not_enough(
            "no column says which team or organisation did it; name one in the mapping",
        );
    }
    let (mut rows, mut said) = (Vec::new(), Vec::new());
    for (level, column) in levels {
        let name = |code: u32| column.names.get(code).to_string();
        let returns = returns(log, column, ask.threads);
        said.push(match returns.between.first() {
            None => format!("nothing goes straight back between {}s", level.name()),
            Some(top) => format!(
                "between {}s work goes straight back {}, most of all from “{}” to “{}” and back ({})",
                level.name(),
                counted(returns.between.iter().map(|r| r.count).sum(), "time", "times"),
                name(top.from),
                name(top.via),
                counted(top.count, "time", "times"),
            ),
        });
        rows.extend(returns.between.iter().map(|r| {
            vec![
                Item::Name(level.name().to_string()),
                Item::Name(name(r.from)),
                Item::Name(name(r.via)),
                Item::Count(r.count),
                Item::Count(r.needs),
            ]
        }));
    }
    let table = Table { columns: vec!["level", "from", "via", "count", "needs"], keys: 3, rows };
    Reading::of(sentence(&said.join("; ")), log.need_count() as u64, "needs", Shape::Table(table))
}

/// The first letter made large and a full stop at the end.
pub(super) fn sentence(says: &str) -> String {
    let mut letters = says.chars();
    letters.next().map_or(String::new(), |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}

/// The returns between the names of a column.
pub fn returns(log: &Log, column: &NameColumn, threads: usize) -> Returns {
    let parts = log.each_part(threads, |needs| Part::of(needs, column));
    let mut pairs = Pairs::new(column.names.len());
    let mut all = Returns { between: Vec::new(), hand_overs: 0, onward: 0 };
    for part in parts {
        all.hand_overs += part.hand_overs;
        all.onward += part.onward;
        for (found, _) in part.found {
            let number = pairs.number(found.from, found.via, all.between.len());
            match all.between.get_mut(number) {
                Some(known) => {
                    known.count += found.count;
                    known.needs += found.needs;
                }
                None => all.between.push(found),
            }
        }
    }
    let rank = column.names.ranks();
    all.between.sort_by_key(|r| (std::cmp::Reverse(r.count), rank[r.from as usize], rank[r.via as usize]));
    all
}

struct Part {
    /// Returns, and the last need each was seen in.
    found: Vec<(Return, u32)>,
    hand_overs: u64,
    onward: u64,
}

impl Part {
    fn of(needs: Needs<'_>, column: &NameColumn) -> Part {
        let mut pairs = Pairs::new(column.names.len());
        let mut part = Part { found: Vec::new(), hand_overs: 0, onward: 0 };
        for need in needs {
            let (mut before, mut here) = (NONE, NONE);
            for code in column.codes.part(need.events) {
                if code == here {
                    continue;
                }
                if here != NONE && code != NONE {
                    part.hand_overs += 1;
                    part.onward += u64::from(before != NONE);
                    if before == code {
                        let number = pairs.number(before, here, part.found.len());
                        if number == part.found.len() {
                            let found = Return { from: before, via: here, count: 0, needs: 0 };
                            part.found.push((found, NONE));
                        }
                        let (found, last_need) = &mut part.found[number];
                        found.count += 1;
                        found.needs += u64::from(*last_need != need.index);
                        *last_need = need.index;
                    }
                }
                before = if code == NONE { NONE } else { here };
                here = code;
            }
        }
        part
    }
}
