//! What is outstanding on a need, read off its story: a refusal that nobody has done anything about yet, what a team is asked to help with,
//! and what its person asks to be put right. None may be lost under what is said after it.

use throughline::contact::{By, Event, Seat, What};

/// The last refusal, until somebody does something about it: offers the need again, takes it, answers, promises, works on it.
pub(crate) fn refusal(story: &[Event]) -> Option<&Event> {
    let refused = story.iter().rposition(|event| matches!(event.what, What::Refused { .. }))?;
    let (refused, since) = story[refused..].split_first()?;
    let done = |event: &Event| event.what == What::Sorted || is_done_by_worker(event);
    (!since.iter().any(done)).then_some(refused)
}

/// By what a team was last asked to help.
pub(crate) fn request<'a>(story: &'a [Event], seat: &Seat) -> Option<&'a Event> {
    let asks = |event: &&Event| matches!(&event.what, What::BroughtIn { party } if party.is_of(seat));
    story.iter().rev().find(asks)
}

/// What the person asks to be put right, each with its number from 1, until a worker answers them after it.
pub(crate) fn to_put_right(story: &[Event]) -> Vec<(usize, &Event)> {
    let answered = story.iter().rposition(|event| matches!(event.what, What::Answered { .. }));
    let asks = |event: &Event| matches!(event.what, What::SaidMore { put_right: true, .. });
    let numbered = story.iter().enumerate().skip(answered.map_or(0, |at| at + 1));
    // Of what was erased nobody can say any more what is wrong in it.
    numbered
        .filter(|(_, event)| asks(event) && event.said.is_some())
        .map(|(at, event)| (at + 1, event))
        .collect()
}

/// Whether a worker did something about the need. Writing down what the person said is none of it, nor is learning from their words.
pub(crate) fn is_done_by_worker(event: &Event) -> bool {
    let only_written_down = matches!(
        event.what,
        What::Opened { .. }
            | What::SaidMore { .. }
            | What::Listened(_)
            | What::HelpMeTo { .. }
            | What::Scored { .. }
    );
    matches!(event.by, By::Worker(_)) && !only_written_down
}
