//! How predictable the path of each kind of demand is.
//!
//! Question: could the work for this kind of demand be designed in advance, or does it need somebody who can decide? Formula:
//! for each kind of demand (the field `demand`; else the service; else the first activity) its needs, its different paths, the
//! share of the commonest, the entropy H = -sum p ln p of the paths and their perplexity exp(H) (as many equally common paths
//! would be as hard to foresee), and how many of the commonest paths cover 80 % of needs. Sources: Shannon, A mathematical
//! theory of communication, 1948; domain.md 1.1 (predictable and unpredictable demand). Why 80 %: the usual reading of a
//! Pareto chart. Where it misleads: with few needs entropy comes out too low (there cannot be more paths than needs), so do
//! not compare kinds of very different size; paths of open needs have not ended.

use std::collections::HashMap;

use super::variants;
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.variety",
    asks: "How predictable is the path of each kind of demand?",
    unit: "needs, paths",
    formula: "per kind of demand: needs, paths, share of the commonest, exp(-sum p ln p), paths that cover 80 %",
    source: "Shannon, A mathematical theory of communication, 1948",
    misleads: "A kind with few needs looks more predictable than it is; open needs show paths not yet ended.",
    read,
};

/// The share of needs that the commonest paths are asked to cover.
const COVER: f64 = 0.8;

/// The paths of one kind of demand, as counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Variety {
    /// Code of the kind, [`NONE`] where it is not known.
    pub kind: u32,
    /// How many needs.
    pub needs: u64,
    /// How many different paths.
    pub variants: u64,
    /// The share of the commonest path.
    pub share_commonest: f64,
    /// Entropy of the paths, in nats.
    pub entropy: f64,
    /// How many of the commonest paths cover 80 % of the needs.
    pub cover_80: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if log.names(Field::Activity).is_none() {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    }
    let Some((_, column, by)) = kind_column(log) else {
        return Reading::not_enough("no need says what was done");
    };
    let found = variety(log, ask.threads);
    let Some(top) = found.first() else {
        return Reading::not_enough("no need says what was done");
    };
    let name =
        |kind: u32| if kind == NONE { "not said".to_string() } else { column.names.get(kind).to_string() };
    let needs: u64 = found.iter().map(|variety| variety.needs).sum();
    let says = format!(
        "The commonest {by}, “{}” ({}), goes {}; {} of its needs take the commonest, and {} four fifths.",
        name(top.kind),
        counted(top.needs, "need", "needs"),
        counted(top.variants, "way", "ways"),
        percent(top.share_commonest),
        counted(top.cover_80, "way covers", "ways cover"),
    );
    let row = |variety: &Variety| {
        vec![
            Item::Name(name(variety.kind)),
            Item::Count(variety.needs),
            Item::Count(variety.variants),
            Item::Number(variety.share_commonest),
            Item::Number(variety.entropy),
            Item::Number(variety.entropy.exp()),
            Item::Count(variety.cover_80),
        ]
    };
    let columns =
        vec!["kind", "needs", "variants", "share_commonest", "entropy_nats", "perplexity", "cover_80"];
    Reading::of(
        says,
        needs,
        "needs",
        Shape::Table(Table { columns, keys: 1, rows: found.iter().map(row).collect() }),
    )
    .leaving_out("needs that do not say what was done", log.need_count() as u64 - needs)
}

/// What kinds of demand are told by, and what that is called.
fn kind_column(log: &Log) -> Option<(Field, &NameColumn, &'static str)> {
    let told_by =
        [(Field::Demand, "kind of demand"), (Field::Service, "service"), (Field::Activity, "first activity")];
    told_by.into_iter().find_map(|(field, called)| Some((field, log.names(field)?, called)))
}

/// The variety of every kind of demand, most needs first, ties by name.
pub fn variety(log: &Log, threads: usize) -> Vec<Variety> {
    let Some((field, column, _)) = kind_column(log) else { return Vec::new() };
    let alike = log.alike(field).unwrap_or_default();
    let kind_of = |need: u32| {
        let codes = column.codes.part(log.need(need).events);
        codes.known().next().map_or(NONE, |kind| alike[kind as usize])
    };
    // Of each path and kind the needs; then of each kind the list of those numbers.
    let mut by_kind: HashMap<u32, Vec<u64>> = HashMap::new();
    for (kind, needs) in variants::by_kind(log, threads, kind_of) {
        by_kind.entry(kind).or_default().push(needs);
    }
    let mut all: Vec<Variety> = by_kind.into_iter().map(|(kind, paths)| of_paths(kind, paths)).collect();
    let rank = column.names.ranks();
    all.sort_by_key(|v| (std::cmp::Reverse(v.needs), rank.get(v.kind as usize).copied().unwrap_or(NONE)));
    all
}

fn of_paths(kind: u32, mut paths: Vec<u64>) -> Variety {
    // In order, so that sums of rounded numbers are the same every time.
    paths.sort_unstable_by_key(|needs| std::cmp::Reverse(*needs));
    let needs: u64 = paths.iter().sum();
    let share = |path: &u64| *path as f64 / needs as f64;
    let entropy = paths.iter().map(|path| -share(path) * share(path).ln()).sum::<f64>().max(0.0);
    let mut covered = 0;
    let beyond = |path: &u64| {
        covered += path;
        covered as f64 >= COVER * needs as f64
    };
    let cover_80 = paths.iter().position(beyond).map_or(0, |place| place as u64 + 1);
    Variety {
        kind,
        needs,
        variants: paths.len() as u64,
        share_commonest: share(&paths[0]),
        entropy,
        cover_80,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variety_by_hand() {
        let even = of_paths(0, vec![5, 5, 5, 5]);
        assert!(
            (even.entropy.exp() - 4.0).abs() < 1e-12 && even.cover_80 == 4 && even.share_commonest == 0.25
        );
        let sure = of_paths(0, vec![7]);
        assert_eq!((sure.entropy, sure.cover_80, sure.variants), (0.0, 1, 1));
        assert_eq!(of_paths(0, vec![1, 80, 19]).cover_80, 1);
    }
}
