//! Values of a plan as TOML: numbers with what is said of them, lengths of time, calendars, texts.

use throughline::place::DAYS;
use throughline::sourcing::amount::{Amount, Belief, Known};
use throughline::sourcing::plan::{Number, Opens, Plan, Time, mean_as_seen};

/// A plan as it is written.
pub(super) struct Writer<'a> {
    pub(super) plan: &'a Plan,
    pub(super) out: String,
}

/// A text in quotes.
pub(super) fn text(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04X}", letter as u32)),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// A name as a key: bare where it may be.
pub(super) fn key(name: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if !name.is_empty() && name.chars().all(bare) { name.to_string() } else { text(name) }
}

/// A list.
pub(super) fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// When a pool is open.
pub(super) fn calendar(opens: &Opens) -> String {
    let Opens::Hours(calendar) = opens else { return "always".to_string() };
    let mut parts: Vec<(usize, usize, (u16, u16))> = Vec::new();
    for (day, hours) in calendar.week.iter().enumerate() {
        let Some(hours) = hours else { continue };
        match parts.last_mut() {
            Some((_, last, like)) if *last + 1 == day && like == hours => *last = day,
            _ => parts.push((day, day, *hours)),
        }
    }
    let time = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let part = |(first, last, (opens, closes)): &(usize, usize, (u16, u16))| {
        let days = if first == last {
            DAYS[*first].to_string()
        } else {
            format!("{}-{}", DAYS[*first], DAYS[*last])
        };
        format!("{days} {}-{}", time(*opens), time(*closes))
    };
    parts.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// A value, as a length where it is counted in hours.
fn value(value: f64, unit: &str) -> String {
    if unit == "hours" { format!("\"{value}h\"") } else { value.to_string() }
}

impl Writer<'_> {
    pub(super) fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    /// The head of a table, with what it is.
    pub(super) fn head(&mut self, path: &str, says: &str) {
        self.out.push('\n');
        if !says.is_empty() {
            self.line(&format!("# {says}"));
        }
        self.line(&format!("[{path}]"));
    }

    pub(super) fn pair(&mut self, key: &str, value: &str) {
        self.line(&format!("{key} = {value}"));
    }

    pub(super) fn amount(&self, Number(place): Number) -> &Amount {
        &self.plan.amounts[place]
    }

    /// Whether nothing is said of a number but that it has this value.
    pub(super) fn is_plain(&self, number: Number, value: f64) -> bool {
        self.says_nothing(number) && self.amount(number).value == value
    }

    fn says_nothing(&self, number: Number) -> bool {
        let Amount { range, source, known, owner, date, .. } = self.amount(number);
        let unsaid = range.is_none() && source.is_none() && owner.is_none() && date.is_none();
        unsaid && *known == Known::Assumed
    }

    /// A number with all that is said of it.
    pub(super) fn said(&self, number: Number) -> String {
        let amount = self.amount(number);
        let plain = value(amount.value, amount.unit);
        if self.says_nothing(number) {
            return plain;
        }
        let mut parts = vec![format!("v = {plain}")];
        if let Some(range) = amount.range {
            parts.push(format!("lo = {}", value(range.low, amount.unit)));
            parts.push(format!("hi = {}", value(range.high, amount.unit)));
            let name =
                Belief::NAMES.iter().find(|(_, belief)| *belief == range.belief).map_or("pert", |one| one.0);
            parts.push(format!("dist = {}", text(name)));
        }
        parts.extend(amount.source.as_ref().map(|source| format!("source = {}", text(source))));
        parts.extend(amount.grade.map(|grade| format!("grade = {}", text(grade.name()))));
        parts.push(format!("status = {}", text(amount.known.name())));
        parts.extend(amount.owner.as_ref().map(|owner| format!("owner = {}", text(owner))));
        parts.extend(amount.date.map(|date| format!("date = {}", text(&date.to_string()))));
        format!("{{ {} }}", parts.join(", "))
    }

    pub(super) fn number(&mut self, key: &str, number: Number) {
        let said = self.said(number);
        self.pair(key, &said);
    }

    pub(super) fn maybe(&mut self, key: &str, number: Option<Number>) {
        if let Some(number) = number {
            self.number(key, number);
        }
    }

    /// A number, unless it is what is taken anyway and nothing is said of it.
    pub(super) fn unless(&mut self, key: &str, number: Number, taken: f64) {
        if !self.is_plain(number, taken) {
            self.number(key, number);
        }
    }

    /// A length of time, by a key.
    pub(super) fn time(&mut self, key: &str, time: &Time) {
        let said = self.length(time);
        self.pair(key, &said);
    }

    /// A length of time: as a text where nothing is said of its numbers, else in parts.
    fn length(&self, time: &Time) -> String {
        let hours = |number: &Number| format!("{}h", self.amount(*number).value);
        let plain = |numbers: &[Number]| numbers.iter().all(|number| self.says_nothing(*number));
        let shape = |number: &Number| self.amount(*number).value;
        let said = |number: &Number| self.said(*number);
        let parts = |family: &str, rest: String| format!("{{ family = \"{family}\", {rest} }}");
        let mean = |mean: &Number| format!("mean = {}", said(mean));
        match time {
            Time::Seen(of, seen) => {
                let lengths: Vec<String> = seen.iter().map(|hours| format!("{hours}h")).collect();
                let lengths = lengths.join(" ");
                match plain(&[*of]) && self.amount(*of).value == mean_as_seen(seen) {
                    true => text(&format!("seen {lengths}")),
                    false => parts("seen", format!("{}, seen = {}", mean(of), text(&lengths))),
                }
            }
            Time::Fixed(length) if plain(&[*length]) => text(&format!("fixed {}", hours(length))),
            Time::Fixed(length) => parts("fixed", format!("length = {}", said(length))),
            Time::Exponential(of) if plain(&[*of]) => text(&format!("exp {}", hours(of))),
            Time::Exponential(of) => parts("exp", mean(of)),
            Time::Uniform(low, high) if plain(&[*low, *high]) => {
                text(&format!("uniform {} {}", hours(low), hours(high)))
            }
            Time::Uniform(low, high) => {
                parts("uniform", format!("low = {}, high = {}", said(low), said(high)))
            }
            Time::Erlang(many, of) if plain(&[*of]) => text(&format!("erlang {many} {}", hours(of))),
            Time::Erlang(many, of) => parts("erlang", format!("parts = {many}, {}", mean(of))),
            Time::Hyperexponential(chance, [one, two]) if plain(&[*chance, *one, *two]) => {
                text(&format!("hyper {} {} {}", shape(chance), hours(one), hours(two)))
            }
            Time::Hyperexponential(chance, [one, two]) => {
                let means = format!("first_mean = {}, second_mean = {}", said(one), said(two));
                parts("hyper", format!("chance = {}, {means}", said(chance)))
            }
            Time::Lognormal(of, variation) => self.varied("lognormal", of, variation),
            Time::Gamma(of, variation) => self.varied("gamma", of, variation),
            Time::Weibull(of, shape) if plain(&[*of]) => {
                text(&format!("weibull {} shape {shape}", hours(of)))
            }
            Time::Weibull(of, shape) => parts("weibull", format!("{}, shape = {shape}", mean(of))),
        }
    }

    fn varied(&self, family: &str, mean: &Number, variation: &Number) -> String {
        if self.says_nothing(*mean) && self.says_nothing(*variation) {
            let (mean, variation) = (self.amount(*mean).value, self.amount(*variation).value);
            return text(&format!("{family} {mean}h variation {variation}"));
        }
        let (mean, variation) = (self.said(*mean), self.said(*variation));
        format!("{{ family = \"{family}\", mean = {mean}, variation = {variation} }}")
    }
}
