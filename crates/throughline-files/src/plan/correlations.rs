//! Which numbers go together: `[correlation.NAME]` with `of` and `rank`.

use throughline::error::Error;
use throughline::sourcing::plan::Number;
use throughline::sourcing::together::{Correlation, Together};

use super::numbers::{May, Numbers};
use super::tree::{Table, Value};

/// The numbers that go together.
pub(super) fn together(root: &Table<'_>, numbers: &Numbers) -> Result<Together, Error> {
    let Some(tables) = root.table("correlation")? else { return Ok(Together::default()) };
    let (mut all, mut lines): (Vec<Correlation>, Vec<usize>) = Default::default();
    for (name, item) in tables.all() {
        let table = tables.named(name, item)?;
        let one = correlation(&table, numbers)?;
        if let Some(twice) = all.iter().position(|other| shared(other, &one) > 1) {
            let says = format_args!(
                "[{}] has two numbers that go together in line {} already; leave one of them out here or there",
                table.path, lines[twice]
            );
            return Err(table.wrong(says));
        }
        all.push(one);
        lines.push(table.line);
    }
    Together::of(&all).map_err(|place| {
        tables.wrong_at(
            lines[place],
            format_args!(
                "[correlation.{}] cannot hold{}: no numbers can go together like that, as those that none names are independent; write a `rank` nearer to 0, or name them too",
                tables.all()[place].0,
                if place > 0 { " beside those above it" } else { "" }
            ),
        )
    })
}

/// How many numbers two of them share.
fn shared(one: &Correlation, other: &Correlation) -> usize {
    one.of.iter().filter(|number| other.of.contains(number)).count()
}

fn correlation(table: &Table<'_>, numbers: &Numbers) -> Result<Correlation, Error> {
    let example = "write of = [\"pool.contact.rate_per_hour\", \"pool.casework.rate_per_hour\"]";
    let Some(item) = table.take("of") else {
        return Err(table.wrong(format_args!("[{}] does not say of which numbers; {example}", table.path)));
    };
    let Value::List(items) = &item.value else {
        return Err(table.not("of", item, "a list of numbers of the plan, by their names"));
    };
    let mut of: Vec<Number> = Vec::new();
    for one in items {
        let Value::Text(path) = &one.value else { return Err(table.not("of", one, "a name in quotes")) };
        let (number, _, _) = numbers.named(table, (one.line, path), None)?;
        if of.contains(&number) {
            return Err(table.wrong_at(one.line, format_args!("`{path}` is named twice")));
        }
        if numbers.with(number, |amount| amount.range.is_none()) {
            let says =
                format_args!("`{path}` has no range, so nothing goes together with it; write its lo and hi");
            return Err(table.wrong_at(one.line, says));
        }
        of.push(number);
    }
    if of.len() < 2 {
        return Err(table
            .wrong_at(item.line, format_args!("[{}] names fewer than two numbers; {example}", table.path)));
    }
    let rank = numbers.number(table, "rank", "", May::Correlation)?;
    let Some(rank) = rank else {
        let says =
            "does not say how much they go together; write rank = 0.7, the rank correlation of each two";
        return Err(table.wrong(format_args!("[{}] {says}", table.path)));
    };
    let (rank, line) =
        numbers.with(rank, |amount| (amount.range.is_none().then_some(amount.value), amount.line));
    let Some(rank) = rank else {
        return Err(
            table.wrong_at(line, format_args!("`{}` has a range, and is one number", table.path_of("rank")))
        );
    };
    table.done()?;
    Ok(Correlation { of, rank })
}

#[cfg(test)]
mod tests {
    use crate::plan::from_toml;

    const PLAN: &str = "[scenario]\n[demand.n]\nrate_per_day = { v = 5, lo = 4, hi = 6 }\n\
        [pool.p]\nstaff = 2\nrate_per_hour = { v = 10, lo = 8, hi = 12 }\n\
        [pool.q]\nstaff = 2\nrate_per_hour = { v = 10, lo = 8, hi = 12 }\n\
        [step.a]\npool = \"p\"\ntime = \"1h\"\nnext = { b = 1.0 }\n[step.b]\npool = \"q\"\ntime = \"1h\"\n\
        [correlation.wages]\n";

    fn refused(more: &str) -> String {
        from_toml(&format!("{PLAN}{more}"), "p.toml").unwrap_err().to_string()
    }

    #[test]
    fn numbers_of_the_plan_go_together() {
        let more = "of = [\"pool.p.rate_per_hour\", \"pool.q.rate_per_hour\"]\nrank = { v = 0.8, source = \"pay awards\" }\n";
        let question = from_toml(&format!("{PLAN}{more}"), "p.toml").unwrap();
        let place = |path: &str| question.plan.amounts.iter().position(|amount| amount.path == path).unwrap();
        let goes = |path: &str| question.together.has(throughline::sourcing::plan::Number(place(path)));
        assert!(
            goes("pool.p.rate_per_hour") && goes("pool.q.rate_per_hour") && !goes("demand.n.rate_per_day")
        );
        let rank = &question.plan.amounts[place("correlation.wages.rank")];
        assert_eq!((rank.value, rank.source.as_deref()), (0.8, Some("pay awards")));
    }

    #[test]
    fn what_cannot_be_is_said_with_its_line() {
        let both = "of = [\"pool.p.rate_per_hour\", \"pool.q.rate_per_hour\"]\n";
        let known = [
            (
                "rank = 0.5\n".to_string(),
                "p.toml, line 17: [correlation.wages] does not say of which numbers",
            ),
            (both.to_string(), "p.toml, line 17: [correlation.wages] does not say how much they go together"),
            (
                format!("{both}rank = 1.5\n"),
                "line 19: `correlation.wages.rank` must be a rank correlation from -0.999 to 0.999",
            ),
            (
                format!("{both}rank = -1\n"),
                "line 19: `correlation.wages.rank` must be a rank correlation from -0.999 to 0.999 (of 1 or -1 one number would be the other), and is -1",
            ),
            (
                format!("{both}rank = {{ v = 0.5, lo = 0, hi = 0.9 }}\n"),
                "line 19: `correlation.wages.rank` has a range, and is one number",
            ),
            (
                "of = [\"pool.p.rate_per_hour\", \"pool.q.staff\"]\nrank = 0.5\n".to_string(),
                "line 18: `pool.q.staff` has no range",
            ),
            (
                "of = [\"pool.p.rate_per_hour\", \"pool.q.rate\"]\nrank = 0.5\n".to_string(),
                "line 18: `pool.q.rate` is no number of this plan",
            ),
            (
                "of = [\"pool.p.rate_per_hour\"]\nrank = 0.5\n".to_string(),
                "line 18: [correlation.wages] names fewer than two numbers",
            ),
            (
                "of = [\"pool.p.rate_per_hour\", \"pool.p.rate_per_hour\"]\nrank = 0.5\n".to_string(),
                "is named twice",
            ),
            (
                format!("{both}rank = 0.5\n[correlation.more]\n{both}rank = 0.4\n"),
                "line 20: [correlation.more] has two numbers that go together in line 17 already",
            ),
            (
                format!("{both}rank = 0.5\nrnk = 0.5\n"),
                "line 20: `correlation.wages.rnk` is not known; did you mean `rank`?",
            ),
        ];
        for (more, says) in known {
            let found = refused(&more);
            assert!(found.contains(says), "{more}: {found}");
        }
        let three = |rank: f64| {
            refused(&format!(
                "of = [\"pool.p.rate_per_hour\", \"pool.q.rate_per_hour\", \"demand.n.rate_per_day\"]\nrank = {rank}\n"
            ))
        };
        assert!(
            three(-0.6).contains("[correlation.wages] cannot hold"),
            "three numbers cannot all go against each other so much"
        );
    }
}
