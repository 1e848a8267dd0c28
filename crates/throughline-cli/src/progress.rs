//! Progress on standard error while it is a terminal.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use throughline_files::job::{Job, Progress};

/// Shows how far a job is until it is dropped.
pub(crate) struct Shown {
    over: Arc<AtomicBool>,
    thread: Option<std::thread::JoinHandle<()>>,
}

const EVERY: Duration = Duration::from_millis(200);

impl Shown {
    /// From now on a line on standard error says how far the job is.
    pub(crate) fn of(job: &Arc<Job>) -> Shown {
        let job = Arc::clone(job);
        Shown::saying(move |elapsed| {
            let (done, total) = job.progress.state();
            line(done, total, elapsed)
        })
    }

    /// From now on a line on standard error says how many of so many measures are done.
    pub(crate) fn of_measures(done: &Arc<AtomicUsize>, all: usize) -> Shown {
        let done = Arc::clone(done);
        Shown::saying(move |elapsed| measures(done.load(Ordering::Relaxed), all, elapsed))
    }

    /// From now on a line on standard error says how far the writing of a file is.
    pub(crate) fn of_writing(name: String, progress: &Arc<Progress>) -> Shown {
        let progress = Arc::clone(progress);
        Shown::saying(move |elapsed| writing(&name, progress.state(), elapsed))
    }

    /// From now on a line on standard error says what `line` makes of the time that has passed.
    pub(crate) fn saying(line: impl Fn(Duration) -> String + Send + 'static) -> Shown {
        let over = Arc::new(AtomicBool::new(false));
        let thread = std::io::stderr().is_terminal().then(|| {
            let over = Arc::clone(&over);
            std::thread::spawn(move || show(line, &over))
        });
        Shown { over, thread }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A progress line that went wrong must not take the study with it.
            let _ = thread.join();
        }
    }
}

fn show(line: impl Fn(Duration) -> String, over: &AtomicBool) {
    let started = Instant::now();
    let mut shown = false;
    loop {
        std::thread::park_timeout(EVERY);
        let mut out = std::io::stderr().lock();
        if over.load(Ordering::Relaxed) {
            if shown {
                let _ = write!(out, "\r\x1b[K");
            }
            return;
        }
        let elapsed = started.elapsed();
        if elapsed > Duration::from_millis(500) {
            shown = true;
            let _ = write!(out, "\r\x1b[K{}", line(elapsed));
            let _ = out.flush();
        }
    }
}

fn line(done: u64, total: u64, elapsed: Duration) -> String {
    let share = if total == 0 { 0.0 } else { (done as f64 / total as f64).min(1.0) };
    if share >= 1.0 {
        return format!("read {} MB; working it out … {:.0} s", done / 1_000_000, elapsed.as_secs_f64());
    }
    let left = left(share, elapsed);
    format!("reading {:.0} % of {} MB{left}", share * 100.0, total / 1_000_000)
}

/// The measures that take longest begin, so that it rather takes less than is said.
fn measures(done: usize, all: usize, elapsed: Duration) -> String {
    format!("{done} of {all} measures done{}", left(done as f64 / all.max(1) as f64, elapsed))
}

fn writing(name: &str, (done, total): (u64, u64), elapsed: Duration) -> String {
    let name = throughline::wording::legible(name);
    match total {
        // Of a format that packs nobody knows how large it becomes.
        0 => format!("writing {name}: {} MB … {:.0} s", done / 1_000_000, elapsed.as_secs_f64()),
        _ => {
            let share = (done as f64 / total as f64).min(1.0);
            format!("writing {name}: {:.0} %{}", share * 100.0, left(share, elapsed))
        }
    }
}

/// How long it still takes, as the end of a line; nothing while that cannot be said.
pub(crate) fn left(share: f64, elapsed: Duration) -> String {
    if share <= 0.01 {
        return String::new();
    }
    let seconds = elapsed.as_secs_f64() * (1.0 - share) / share;
    format!(", {} left", throughline::time::plain(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_how_far_and_how_long() {
        assert_eq!(
            line(250_000_000, 1_000_000_000, Duration::from_secs(5)),
            "reading 25 % of 1000 MB, 15 seconds left"
        );
        assert_eq!(line(5, 5, Duration::from_secs(2)), "read 0 MB; working it out … 2 s");
        assert_eq!(measures(0, 80, Duration::from_secs(5)), "0 of 80 measures done");
        assert_eq!(measures(20, 80, Duration::from_secs(5)), "20 of 80 measures done, 15 seconds left");
        let half = (2_000_000, 4_000_000);
        assert_eq!(writing("a.html", half, Duration::from_secs(3)), "writing a.html: 50 %, 3 seconds left");
        assert_eq!(
            writing("a\u{1b}.xes", (12_000_000, 0), Duration::from_secs(3)),
            "writing a\u{fffd}.xes: 12 MB … 3 s"
        );
    }
}
