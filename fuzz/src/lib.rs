//! What all targets share: which panics count.

use std::collections::BTreeSet;
use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::Mutex;

/// A panic in our own code ends the run at once, also where the reader would have caught it. The decoders of Parquet and of
/// spreadsheets may panic at damaged files, which their readers turn into a sentence; each such place is printed once. A panic
/// that nobody catches ends the run in any case.
pub fn watch() {
    static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let end_the_run = take_hook();
    set_hook(Box::new(move |panic: &PanicHookInfo<'_>| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        if place.contains("crates/throughline") {
            end_the_run(panic);
        }
        if SEEN.lock().is_ok_and(|mut seen| seen.insert(place)) {
            eprintln!("a decoder panicked: {panic}");
        }
    }));
}
