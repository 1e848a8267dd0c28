//! Signals that would end the process in the midst of writing, and leave half a file behind.
#![allow(unsafe_code, reason = "the standard library has no way to ignore a signal")]

/// A file that grows beyond what is allowed here (`ulimit -f`) makes writing fail with an error, as a full disk does, instead of
/// ending the process: then a sentence is said and the unfinished file is removed.
#[cfg(unix)]
pub(crate) fn let_writing_fail() {
    // SAFETY: to ignore a signal runs no code of ours when it comes; this is called before any thread is started.
    unsafe { libc::signal(libc::SIGXFSZ, libc::SIG_IGN) };
}

#[cfg(not(unix))]
pub(crate) fn let_writing_fail() {}
