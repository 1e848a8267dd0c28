//! All nine ways of arranging the work, as the bench has them, in few futures: each changes what makes it what it is, and only that.

use std::sync::atomic::{AtomicBool, AtomicU64};

use throughline::money::Pence;
use throughline::sourcing::arrangement::KINDS;
use throughline::sourcing::ledger::Line;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;
use throughline_files::plan::from_toml;
use throughline_sim::decide::{Asked, decide};

/// The bench's plan over 21 months, by when all have begun, in two futures.
fn nine() -> (Question, Vec<Vec<Outcome>>) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../bench/simulation/decision.toml");
    let text = std::fs::read_to_string(path).unwrap();
    let mut short = text.clone();
    for (long, few) in [("years = 5", "days = 640"), ("outer = 500", "outer = 2"), ("inner = 2", "inner = 1")]
    {
        assert!(short.contains(long), "{long}");
        short = short.replacen(long, few, 1);
    }
    let question = from_toml(&short, "decision.toml").unwrap();
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let asked = Asked { seed: 7, threads: 2, stop: &stop, done: &done };
    let outcomes = decide(&question, &asked, |_| {}).unwrap().outcomes;
    (question, outcomes)
}

fn line(outcome: &Outcome, line: Line) -> Pence {
    outcome.by_line.iter().find(|(of, _)| *of == line).map_or(Pence(0), |(_, sum)| *sum)
}

#[test]
fn each_of_the_nine_changes_what_makes_it_what_it_is() {
    let (question, outcomes) = nine();
    let kinds: Vec<&str> = question.arrangements.iter().map(|one| one.kind.name).collect();
    assert_eq!(kinds, KINDS.map(|kind| kind.name), "all nine, in their order");
    let place = |name: &str| question.arrangements.iter().position(|one| one.name == name).unwrap();
    let pools = |name: &str| -> Vec<(String, String)> {
        let of = &question.arrangements[place(name)].plan.pools;
        of.iter().map(|pool| (pool.name.clone(), pool.organisation.clone())).collect()
    };
    let has = |way: &str, pool: &str, organisation: &str| {
        pools(way).contains(&(pool.to_string(), organisation.to_string()))
    };
    let of = |name: &str, future: usize| &outcomes[place(name)][future];
    for future in 0..2 {
        let base = of("as_is", future);
        assert!(base.needs.met > 150_000.0 && base.supplier.is_none());
        for other in &outcomes {
            assert_eq!(other[future].needs.opened, base.needs.opened, "the same needs arise under all");
        }
        // How: fewer steps, so less work is done by as many people.
        let busy = |of: &Outcome| of.posts.iter().map(|posts| posts.busy).sum::<f64>();
        assert!(busy(of("redesigned", future)) < 0.95 * busy(base));
        assert_eq!(line(of("redesigned", future), Line::Procurement), Pence(6_000_000));
        // Who, at a border: a contract, a price, hand-overs, months before it begins.
        let outsourced = of("outsourced", future);
        assert_eq!(outsourced.supplier.as_deref(), Some("contractor"));
        assert!(
            line(outsourced, Line::ContractPrice) > Pence(0) && line(outsourced, Line::Transition) > Pence(0)
        );
        assert!(outsourced.begins_after_months >= 11, "{}", outsourced.begins_after_months);
        // Together: two pools are one; its people cost what they did, and its board is paid for the twelve months from the ninth on.
        let more = of("shared", future).cash().0 - base.cash().0;
        assert!((5_950_000..=6_050_000).contains(&more), "{more}");
        // Somebody helps to do it better, for a fee that hangs on it.
        let expertise = of("expertise", future);
        assert!(
            expertise.needs.repeats < 0.97 * base.needs.repeats
                && expertise.supplier.as_deref() == Some("advisers")
        );
        // A mutual is paid what it costs and a margin, and tax on it.
        let spun = of("spin_out", future);
        assert!(line(spun, Line::SupplierMargin) > Pence(0) && line(spun, Line::IrrecoverableVat) > Pence(0));
        // Meetings take time of two pools; less has to be read again.
        let meeting = of("collaboration", future);
        assert_eq!((&meeting.supplier, meeting.begins_after_months), (&None, 0));
        // Near: teams have a site each.
        assert!(line(of("local", future), Line::Premises) > Pence(0));
        // One task for a price a piece.
        assert!(line(of("payments_out", future), Line::ContractPrice) > Pence(0));
    }
    let repeats = |name: &str| outcomes[place(name)].iter().map(|one| one.needs.repeats).sum::<f64>();
    assert!(repeats("outsourced") > repeats("as_is"), "every hand-over at the border makes it likelier");
    assert!(has("outsourced", "casework", "contractor") && has("spin_out", "casework", "mutual"));
    assert!(has("shared", "joint", "council") && !has("shared", "casework", "council"));
    assert_eq!(
        pools("local").iter().filter(|(name, _)| name.starts_with("casework")).count(),
        3,
        "{:?}",
        pools("local")
    );
    assert!(pools("payments_out").iter().any(|(_, whose)| whose == "bureau"), "{:?}", pools("payments_out"));
    for alike in ["redesigned", "expertise", "collaboration"] {
        assert_eq!(pools(alike), pools("as_is"), "{alike} moves nothing");
    }
}

/// Meetings are time in which nobody can work: of 40 % shrinkage and 10 % meetings, half of a pool's paid time is left, so the same work keeps it
/// busy for a fifth more of what it can do.
#[test]
fn meetings_take_time_and_nothing_else() {
    let plan = r#"
[scenario]
days = 200
[demand.n]
rate_per_day = 20
[pool.p]
org = "Council"
staff = 4
shrinkage = 0.4
rate_per_hour = 10
[pool.q]
org = "Council"
staff = 4
[step.a]
pool = "p"
time = "1h"
next = { b = 1.0 }
[step.b]
pool = "q"
time = "1h"
[option.together]
meetings = { p = 0.1 }
[run]
outer = 2
"#;
    let question = from_toml(plan, "p.toml").unwrap();
    assert_eq!(question.arrangements[1].kind.name, "collaboration");
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let asked = Asked { seed: 1, threads: 1, stop: &stop, done: &done };
    let outcomes = decide(&question, &asked, |_| {}).unwrap().outcomes;
    for (base, together) in outcomes[0].iter().zip(&outcomes[1]) {
        let share = |of: &Outcome, pool: usize| of.loads[pool].share;
        assert!(
            (share(together, 0) / share(base, 0) - 1.2).abs() < 1e-6,
            "{:?} {:?}",
            base.loads,
            together.loads
        );
        assert_eq!(share(together, 1), share(base, 1), "who does not meet");
        assert_eq!(together.cash(), base.cash(), "the same people are paid");
        assert!(together.times.unwrap().mean_hours > base.times.unwrap().mean_hours, "people wait for it");
        assert_eq!(together.needs.opened, base.needs.opened);
    }
}
