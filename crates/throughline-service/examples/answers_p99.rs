//! How long it takes to find the answers that fit among 10,000: `cargo run -p throughline-service --example answers_p99`.

use std::time::Instant;

use throughline::contact::Language;
use throughline_service::{Answer, Answers, Both};

#[path = "../src/answers/made.rs"]
mod made;

fn main() {
    let made = made::answers();
    let begun = Instant::now();
    let answers = Answers::made_of(made.clone()).expect("the index is made");
    let built = begun.elapsed();
    for (language, title) in [(Language::English, "English"), (Language::Welsh, "Welsh")] {
        let mut took = Vec::new();
        let mut right = 0;
        for number in (0..made.len()).step_by(5) {
            let (name, answer) = &made[number];
            let asks = language.say(&made::asks(number, answer), &answer.title.welsh).to_string();
            let begun = Instant::now();
            let found = answers.find(language, &asks);
            took.push(begun.elapsed());
            right += usize::from(found.iter().any(|found| found.name == *name));
        }
        took.sort();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        #[expect(clippy::print_stdout, reason = "what it is there for")]
        {
            println!(
                "{title}: {right} of {} found; p50 {:.2} ms, p99 {:.2} ms, longest {:.2} ms (index made in {} ms)",
                took.len(),
                at(0.5),
                at(0.99),
                at(1.0),
                built.as_millis()
            );
        }
    }
}
