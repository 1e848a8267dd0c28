//! A plan as TOML, in the keys that are read: every number with its range, its source and how it is known. What a plan would take anyway
//! and nobody said anything of is left out.

#[cfg(test)]
mod tests;
mod values;

use throughline::sourcing::plan::{Arrives, Chase, Demand, Plan, Pool, Rule, Step, Time, Transit, Way};

use values::{Writer, calendar, key, list, text};

/// What stands at the head of every text that is written, for whoever reads it as one.
pub const HEAD: [&str; 2] = [
    "A plan: the service as it works, every number with where it is from. Change what you do not believe.",
    "v is the value; between lo and hi it is believed to lie, as dist says; status is measured, quoted, judged or assumed.",
];

/// The plan as a TOML text; read again it is the same plan.
pub fn write(plan: &Plan) -> String {
    let mut writer = Writer { plan, out: String::new() };
    HEAD.iter().for_each(|says| writer.line(&format!("# {says}")));
    writer.scenario();
    for demand in &plan.demands {
        writer.demand(demand);
    }
    if let Some(demand) = plan.demands.iter().find(|demand| writer.shares_failure(demand)) {
        writer.head(
            "failure",
            "What happens when a pass is closed, for all needs that say nothing of their own.",
        );
        writer.failure(demand, "failure", None);
    }
    for pool in &plan.pools {
        writer.pool(pool);
    }
    for step in &plan.steps {
        writer.step(step);
    }
    writer.hand_over();
    writer.open();
    writer.out
}

impl Writer<'_> {
    fn scenario(&mut self) {
        let plan = self.plan;
        self.head("scenario", "What the run is: when it begins, and how long it is after it has filled up.");
        self.pair("name", &text(&plan.name));
        if let Some(says) = &plan.back_test {
            self.pair("back_test", &text(says));
        }
        self.pair("start", &text(&plan.start.to_string()));
        self.pair("days", &plan.days.to_string());
        self.pair("warm_up_days", &plan.warm_up_days.to_string());
        self.pair("timezone", &text(&plan.zone));
        if !plan.days_off.is_empty() {
            self.pair("days_off", &list(plan.days_off.iter().map(|day| text(&day.to_string()))));
        }
        self.head("run", "What random numbers are drawn by: the same seed, the same figures.");
        self.pair("seed", &plan.seed.to_string());
    }

    /// Whether a demand has no word of its own on what happens when a pass is closed.
    fn shares_failure(&self, demand: &Demand) -> bool {
        self.amount(demand.failure.base).path.starts_with("failure.")
    }

    fn demand(&mut self, demand: &Demand) {
        let path = format!("demand.{}", key(&demand.name));
        self.head(&path, "A kind of need: how it arises, and where it comes in.");
        if let Arrives::AtRandom { per_day, growth_per_year, day_dispersion, .. } = &demand.arrives {
            self.number("rate_per_day", *per_day);
            self.maybe("growth_per_year", *growth_per_year);
            self.maybe("day_dispersion", *day_dispersion);
        } else if let Arrives::Between(between) = &demand.arrives {
            self.time("between", between);
        }
        self.maybe("urgent", demand.urgent);
        if demand.priority != 1 {
            self.pair("priority", &demand.priority.to_string());
        }
        self.pair("first", &text(&self.plan.steps[demand.first].name));
        self.unless("promised", demand.promised_hours, 0.0);
        if let Some([low, high]) = demand.complexity {
            let ends = format!("{{ low = {}, high = {} }}", self.said(low), self.said(high));
            self.pair("complexity", &ends);
        }
        if let Arrives::AtRandom { shape, .. } = &demand.arrives {
            let weights = [("hours", &shape.hours), ("days", &shape.days), ("months", &shape.months)];
            if weights.iter().any(|(_, weights)| !weights.is_empty()) {
                self.head(
                    &format!("{path}.shape"),
                    "When: weights by hour of the day, day from Monday, month.",
                );
            }
            for (name, weights) in weights.into_iter().filter(|(_, weights)| !weights.is_empty()) {
                self.pair(name, &list(weights.iter().map(f64::to_string)));
            }
        }
        if !self.shares_failure(demand) {
            let path = format!("{path}.failure");
            self.head(
                &path,
                "What happens when a pass is closed: the share that was not met, and when people come back.",
            );
            let plan = self.plan;
            let for_all = plan.demands.iter().find(|demand| self.shares_failure(demand));
            self.failure(demand, &path, for_all);
        }
    }

    /// What a kind of need says of failing; where another has what holds for all, only what differs from that.
    fn failure(&mut self, demand: &Demand, path: &str, for_all: Option<&Demand>) {
        let of = |demand: &Demand| {
            let failure = demand.failure;
            [
                ("base", failure.base, None),
                ("give_up", failure.give_up, Some(0.0)),
                ("per_handoff", failure.per_hand_over, Some(0.0)),
                ("per_mismatch", failure.per_mismatch, Some(0.0)),
                ("unknown_worker", failure.unknown_worker, Some(0.0)),
                ("per_log_wait", failure.per_log_wait, Some(0.0)),
                ("wait_scale", failure.wait_scale_hours, Some(24.0)),
                ("per_spec_gap", failure.per_spec_gap, Some(0.0)),
            ]
        };
        let shared = for_all.map(of);
        for (place, (key, number, taken)) in of(demand).into_iter().enumerate() {
            match (&shared, taken) {
                (Some(shared), _) if shared[place].1 == number => {}
                (None, Some(taken)) => self.unless(key, number, taken),
                _ => self.number(key, number),
            }
        }
        let at_once = matches!(demand.returns.after, Time::Fixed(hours) if self.is_plain(hours, 0.0));
        if for_all.map_or(!at_once, |all| all.returns.after != demand.returns.after) {
            self.time("return_delay", &demand.returns.after);
        }
        let back_to =
            for_all.map(|all| all.returns.to).filter(|to| for_all.is_some_and(|all| *to != all.first));
        if demand.returns.to != back_to.unwrap_or(demand.first) {
            self.pair("back_to", &text(&self.plan.steps[demand.returns.to].name));
        }
        match (&demand.chase, for_all.map(|all| &all.chase)) {
            (chase, Some(of_all)) if chase == of_all => {}
            (Some(chase), _) => self.chase(chase, path),
            (None, Some(Some(_))) => self.pair("chase", "{ per_day = 0, minutes = 0 }"),
            (None, _) => {}
        }
    }

    fn chase(&mut self, chase: &Chase, path: &str) {
        self.head(&format!("{path}.chase"), "How people ask what has become of it, and who answers.");
        self.unless("after", chase.after_hours, 0.0);
        self.number("per_day", chase.per_day);
        self.pair("pool", &text(&self.plan.pools[chase.pool].name));
        self.time("time", &chase.time);
    }

    fn pool(&mut self, pool: &Pool) {
        let path = format!("pool.{}", key(&pool.name));
        self.head(&path, "Workers who can do the same.");
        self.pair("org", &text(&pool.organisation));
        self.number("staff", pool.staff);
        self.pair("calendar", &text(&calendar(&pool.calendar)));
        if pool.finishes {
            self.pair("on_close", &text("finish"));
        }
        if let Some((name, _)) =
            Rule::NAMES.iter().find(|(_, rule)| *rule == pool.rule && pool.rule != Rule::Fifo)
        {
            self.pair("rule", &text(name));
        }
        self.unless("shrinkage", pool.shrinkage, 0.0);
        self.unless("slowness", pool.slowness, 1.0);
        self.unless("rate_per_hour", pool.pounds_per_hour, 0.0);
        if let Some(places) = pool.places {
            self.pair("places", &places.to_string());
        }
        let helps = pool.helps.iter().map(|help| {
            let mut parts = vec![format!("pool = {}", text(&self.plan.pools[help.pool].name))];
            // What is taken anyway: at once, or by the number alone.
            let taken = if help.above.is_some() { 1e6 } else { 0.0 };
            if !self.is_plain(help.after_hours, taken) {
                parts.push(format!("after = {}", self.said(help.after_hours)));
            }
            parts.extend(help.above.map(|above| format!("above = {above}")));
            format!("{{ {} }}", parts.join(", "))
        });
        let helps: Vec<String> = helps.collect();
        if !helps.is_empty() {
            self.pair("helps", &list(helps.into_iter()));
        }
        if let Some(learning) = pool.learning {
            self.head(&format!("{path}.learning"), "What is still to be learnt.");
            self.unless("from_day", learning.from_day, 0.0);
            self.unless("loss", learning.loss, 0.0);
            self.unless("half_life_days", learning.half_life_days, 60.0);
        }
    }

    fn step(&mut self, step: &Step) {
        let path = format!("step.{}", key(&step.name));
        self.head(
            &path,
            "What is done: by whom, how long the work takes, and where it goes next; what remains closes it.",
        );
        self.pair("pool", &text(&self.plan.pools[step.pool].name));
        self.time("time", &step.time);
        if let Some(delay) = &step.delay {
            self.line("# Waiting that no queue explains, in open hours of the pool.");
            self.time("delay", delay);
        }
        if let Some(hours) = step.same_worker_hours {
            self.number("same_worker", hours);
        }
        if let Some(patience) = &step.patience {
            self.time("patience", patience);
        }
        self.unless("variety", step.variety, 0.0);
        self.unless("per_spec_gap", step.per_spec_gap, 0.0);
        self.unless("spec", step.spec, 0.0);
        let ways = |not_ours: bool| {
            step.next.iter().filter(|way| way.not_ours == not_ours).copied().collect::<Vec<_>>()
        };
        for (name, ways) in [("next", ways(false)), ("not_ours", ways(true))] {
            if !ways.is_empty() {
                self.ways(&format!("{path}.{name}"), &ways);
            }
        }
        if !step.delay_for.is_empty() {
            self.head(
                &format!("{path}.delay_for"),
                "The same waiting of kinds of needs that wait otherwise.",
            );
            for (kind, delay) in &step.delay_for {
                self.time(&key(&self.plan.demands[*kind].name), delay);
            }
        }
        for (kind, ways) in &step.next_for {
            let kind = key(&self.plan.demands[*kind].name);
            self.ways(&format!("{path}.next_for.{kind}"), ways);
        }
    }

    fn ways(&mut self, path: &str, ways: &[Way]) {
        self.head(path, "");
        for way in ways {
            let name = key(&self.plan.steps[way.step].name);
            self.number(&name, way.chance);
        }
    }

    fn open(&mut self) {
        for open in &self.plan.open {
            let [kind, step] = [&self.plan.demands[open.demand].name, &self.plan.steps[open.step].name]
                .map(|name| key(name));
            self.head(
                &format!("open.{kind}.{step}"),
                "What is open when it starts: how many, and for how long they have been.",
            );
            self.number("count", open.count);
            self.time("age", &open.age);
        }
    }

    fn hand_over(&mut self) {
        let of = &self.plan.hand_over;
        let ways = of.transit_between.len() + of.transit_for.len();
        if !of.between_pools && of.transit.is_none() && of.reread.is_none() && ways == 0 {
            return;
        }
        self.head(
            "handoff",
            "What it takes to hand a need over: how long it is on its way, how long who takes over reads.",
        );
        if of.between_pools {
            self.pair("between_pools", "true");
        }
        for (name, time) in [("transit", &of.transit), ("reread", &of.reread)] {
            if let Some(time) = time {
                self.time(name, time);
            }
        }
        if !of.transit_between.is_empty() {
            self.transits("handoff.transit_between", "", &of.transit_between);
        }
        for (kind, ways) in &of.transit_for {
            let kind = key(&self.plan.demands[*kind].name);
            self.transits(
                &format!("handoff.transit_for.{kind}"),
                "The same of a kind of need that is longer or shorter on its way.",
                ways,
            );
        }
    }

    fn transits(&mut self, path: &str, says: &str, ways: &[Transit]) {
        self.head(path, says);
        for (from, to, time) in ways {
            self.time(&key(&format!("{from} -> {to}")), time);
        }
    }
}
