//! Reading a log, by one thread or by several.
//!
//! A file that is not packed is cut at places where `<trace` stands, one part a thread. That such a place is between two traces
//! (rather than in a comment, or in CDATA) is only known when the thread before it gets there: it stands within the log, with
//! no tag begun. If not, what was read is thrown away and one thread reads it all. So any number of threads reads the same.

use std::io::{Read, Seek, SeekFrom};

use throughline::error::Error;

use super::blocks::{self, Context, Ended};
use super::events::Events;
use super::finish;
use super::header::Header;
use super::keys::Plan;
use super::scan::Scanner;
use crate::job::Job;
use crate::source::{Decoded, Source};

/// Parts are at least so large, in bytes: smaller ones are not worth a thread.
#[cfg(not(test))]
const LEAST_PART: u64 = 4 << 20;
#[cfg(test)]
const LEAST_PART: u64 = 256;
/// So far is looked for a trace to cut at.
const CUT_WITHIN: u64 = 64 << 20;

/// What stands before the traces: what the log says about itself, and the name of its element.
pub(super) struct Start {
    pub(super) header: Header,
    encoding: Option<&'static encoding_rs::Encoding>,
    root: Vec<u8>,
}

/// Reads what stands before the traces.
pub(super) fn start(source: &Source) -> Result<Start, Error> {
    let mut head = vec![0; 1024];
    let mut filled = 0;
    let mut reader = source.reader()?;
    while filled < head.len() {
        match reader.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(source.trouble(&error)),
        }
    }
    drop(reader);
    let encoding = blocks::encoding(&head[..filled])?;
    let plan = Plan::sample(usize::MAX);
    let mut scanner = Scanner::new(Events::new(&plan, &source.name));
    stream(source, encoding, &mut scanner, true, None)?;
    if !scanner.started() {
        return Err(blocks::truncated(&scanner));
    }
    Ok(Start { root: scanner.root().to_vec(), header: scanner.header, encoding })
}

/// Feeds the whole source to the scanner, block after block.
pub(super) fn stream(
    source: &Source,
    encoding: Option<&'static encoding_rs::Encoding>,
    scanner: &mut Scanner<'_>,
    header_only: bool,
    job: Option<&Job>,
) -> Result<Ended, Error> {
    let context = Context { source, job };
    let mut reader = source.reader()?;
    let Some(encoding) = encoding else {
        return blocks::feed(scanner, &mut reader, header_only, &context);
    };
    let mut decoded = Decoded::new(reader, encoding.new_decoder_with_bom_removal());
    let ended = blocks::feed(scanner, &mut decoded, header_only, &context)?;
    if let Some(job) = job
        && decoded.replaced
    {
        job.report.note(format!(
            "{}: some bytes are not {}, which the file says it is written in; they were replaced by “\u{fffd}”",
            source.name,
            encoding.name()
        ));
    }
    Ok(ended)
}

/// Reads the first events for a sample.
pub(super) fn sample<'a>(
    source: &'a Source,
    start: &Start,
    plan: &'a Plan,
) -> Result<(Scanner<'a>, bool), Error> {
    let mut scanner = Scanner::new(Events::new(plan, &source.name));
    let ended = stream(source, start.encoding, &mut scanner, false, None)?;
    if ended == Ended::Early {
        scanner.events.end_trace();
        return Ok((scanner, false));
    }
    whole(&scanner, ended)?;
    Ok((scanner, true))
}

fn whole(scanner: &Scanner<'_>, ended: Ended) -> Result<(), Error> {
    if ended == Ended::Clean && scanner.after_log() { Ok(()) } else { Err(blocks::truncated(scanner)) }
}

/// Reads all events.
pub(super) fn read<'a>(
    source: &'a Source,
    start: &Start,
    plan: &'a Plan,
    job: &Job,
) -> Result<Vec<finish::Part<'a>>, Error> {
    let cuts = match start.encoding {
        None if !source.is_packed() && job.threads > 1 => cuts(source, job.threads)?,
        _ => Vec::new(),
    };
    if let Some(parts) = side_by_side(source, start, plan, job, &cuts) {
        return Ok(parts);
    }
    let mut scanner = Scanner::new(Events::new(plan, &source.name));
    let ended = stream(source, start.encoding, &mut scanner, false, Some(job))?;
    whole(&scanner, ended)?;
    Ok(vec![finish::Part::of(scanner)])
}

/// Reads the parts from one cut to the next, each in a thread. Nothing if there is but one part, if a cut turns out not to lie
/// between two traces, or if anything is wrong: then one thread reads it all, and says what is wrong at its true line.
fn side_by_side<'a>(
    source: &'a Source,
    start: &Start,
    plan: &'a Plan,
    job: &Job,
    cuts: &[u64],
) -> Option<Vec<finish::Part<'a>>> {
    let ends = cuts.get(1..).filter(|ends| !ends.is_empty())?.iter().copied().chain([u64::MAX]);
    source.taken();
    let context = &Context { source, job: Some(job) };
    let read: Vec<Result<(Scanner<'_>, Ended), Error>> = std::thread::scope(|scope| {
        let running: Vec<_> = cuts
            .iter()
            .zip(ends)
            .map(|(from, until)| {
                scope.spawn(move || {
                    let events = Events::new(plan, &source.name);
                    let mut scanner =
                        if *from == 0 { Scanner::new(events) } else { Scanner::within(events, &start.root) };
                    let ended = part(&mut scanner, *from, until, context)?;
                    Ok((scanner, ended))
                })
            })
            .collect();
        running.into_iter().map(join).collect()
    });
    let count = read.len();
    let mut parts = Vec::new();
    for (number, read) in read.into_iter().enumerate() {
        let (scanner, ended) = read.ok()?;
        let sound = if number + 1 == count { scanner.after_log() } else { scanner.between_traces() };
        if ended != Ended::Clean || !sound {
            return None;
        }
        parts.push(finish::Part::of(scanner));
    }
    Some(parts)
}

fn join<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    match thread.join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// Feeds the bytes from `from` up to `until` to the scanner.
fn part(scanner: &mut Scanner<'_>, from: u64, until: u64, context: &Context<'_>) -> Result<Ended, Error> {
    let mut disk = context.source.disk()?;
    disk.seek(SeekFrom::Start(from)).map_err(|error| context.source.trouble(&error))?;
    blocks::feed(scanner, &mut disk.take(until - from), false, context)
}

/// Where to cut the file into parts: the start, and places where `<trace` stands. Empty if it is not worth it.
fn cuts(source: &Source, threads: usize) -> Result<Vec<u64>, Error> {
    let size = source.bytes();
    let parts = (threads as u64).min(size / LEAST_PART);
    let mut cuts = vec![0];
    for part in 1..parts {
        let from = size / parts * part;
        if let Some(cut) = trace_after(source, from).map_err(|error| source.trouble(&error))?
            && cut > cuts[cuts.len() - 1]
        {
            cuts.push(cut);
        }
    }
    Ok(if cuts.len() > 1 { cuts } else { Vec::new() })
}

/// The first place from `from` on where `<trace` stands.
fn trace_after(source: &Source, from: u64) -> std::io::Result<Option<u64>> {
    let mut disk = source.disk().map_err(std::io::Error::other)?;
    disk.seek(SeekFrom::Start(from))?;
    let mut disk = disk.take(CUT_WITHIN);
    let mut block = vec![0; 1 << 16];
    let (mut filled, mut before) = (0, from);
    loop {
        let read = disk.read(&mut block[filled..])?;
        if read == 0 {
            return Ok(None);
        }
        filled += read;
        let trace = memchr::memmem::find_iter(&block[..filled], b"<trace").find(|at| {
            block.get(at + 6).is_some_and(|next| matches!(next, b' ' | b'>' | b'\n' | b'\r' | b'\t'))
        });
        if let Some(at) = trace.filter(|at| at + 6 < filled) {
            return Ok(Some(before + at as u64));
        }
        let keep = filled.min(8);
        block.copy_within(filled - keep..filled, 0);
        before += (filled - keep) as u64;
        filled = keep;
    }
}
