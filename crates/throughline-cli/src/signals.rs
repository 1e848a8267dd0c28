//! Signals that would end the process in the midst of writing, and leave half a file behind: one makes writing fail, and Ctrl-C asks all
//! that is at work to stop.
#![allow(unsafe_code, reason = "the standard library has no way to ignore a signal")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// Whether Ctrl-C was pressed since this was first asked for: shared by all jobs of a run.
pub(crate) fn asked_to_stop() -> Arc<AtomicBool> {
    static STOP: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    let stop = STOP.get_or_init(|| {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        // Where it cannot be listened for, Ctrl-C ends the process as it always does.
        let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
        stop
    });
    Arc::clone(stop)
}

/// A file that grows beyond what is allowed here (`ulimit -f`) makes writing fail with an error, as a full disk does, instead of
/// ending the process: then a sentence is said and the unfinished file is removed.
#[cfg(unix)]
pub(crate) fn let_writing_fail() {
    // SAFETY: to ignore a signal runs no code of ours when it comes; this is called before any thread is started.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

#[cfg(not(unix))]
pub(crate) fn let_writing_fail() {}
