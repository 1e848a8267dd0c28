//! What is said where the program itself breaks.

use std::io::Write;
use std::panic::{PanicHookInfo, set_hook};

/// From now on only where it broke. What Rust says of itself may hold a piece of the text at hand (where a letter was cut in two, say),
/// and in a service that is what somebody told in confidence.
pub(crate) fn say_only_where() {
    set_hook(Box::new(|broken: &PanicHookInfo<'_>| {
        let at =
            broken.location().map_or_else(String::new, |at| format!(" at {}, line {}", at.file(), at.line()));
        // Where nobody takes it there is nobody to tell.
        writeln!(std::io::stderr(), "Throughline broke{at}; please report this line").ok();
    }));
}
