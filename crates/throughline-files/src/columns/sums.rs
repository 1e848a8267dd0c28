//! Checksums of a column file, so that a byte that changed on the way is found and not studied. CRC-32 of every four MiB of what is
//! written before the footer, kept in the footer; they are checked side by side when a file is opened, at the speed at which
//! memory is read. The footer's own places must lead from the first column to the last without a gap, and its JSON has a sum too.

use std::io::{self, Write};

use serde_json::{Value, json};

/// The key of the footer's metadata that holds the checksums.
pub(super) const KEY: &str = "throughline.checksums";

/// How many bytes one checksum covers.
const CHUNK: usize = 4 << 20;

/// Passes bytes on and sums them up.
pub(super) struct Summed<W> {
    out: W,
    sums: Vec<u32>,
    here: crc32fast::Hasher,
    room: usize,
    bytes: u64,
}

impl<W: Write> Summed<W> {
    pub(super) fn of(out: W) -> Summed<W> {
        Summed { out, sums: Vec::new(), here: crc32fast::Hasher::new(), room: CHUNK, bytes: 0 }
    }

    /// How many bytes were written so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The checksums of all that was written so far, of which the columns begin at `start`; and that of `about`.
    pub(super) fn says(&self, start: u64, about: &str) -> String {
        let mut sums = self.sums.clone();
        if self.room < CHUNK {
            sums.push(self.here.clone().finalize());
        }
        let about = crc32fast::hash(about.as_bytes());
        json!({ "start": start, "bytes": self.bytes, "about": about, "crc32": sums }).to_string()
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(&bytes[..bytes.len().min(self.room)])?;
        self.here.update(&bytes[..written]);
        self.bytes += written as u64;
        self.room -= written;
        if self.room == 0 {
            self.sums.push(std::mem::take(&mut self.here).finalize());
            self.room = CHUNK;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Checks a file against the checksums in its footer; `blocks` are where the footer says that each column starts and ends.
pub(super) fn check(says: &str, about: &str, blocks: &[(u64, u64)], file: &[u8]) -> Result<(), &'static str> {
    let unreadable = "its checksums cannot be read";
    let says: Value = serde_json::from_str(says).map_err(|_| unreadable)?;
    let number = |key: &str| says[key].as_u64().ok_or(unreadable);
    let (start, bytes) = (number("start")?, number("bytes")?);
    let sums: Option<Vec<u64>> =
        says["crc32"].as_array().map(|sums| sums.iter().filter_map(Value::as_u64).collect());
    let sums = sums.ok_or(unreadable)?;
    let end = blocks.iter().try_fold(start, |at, (from, until)| (at == *from).then_some(*until));
    if end != Some(bytes) {
        return Err("its columns do not lie one after the other");
    }
    if number("about")? != u64::from(crc32fast::hash(about.as_bytes())) {
        return Err("what it says of itself has changed");
    }
    let summed =
        usize::try_from(bytes).ok().and_then(|bytes| file.get(..bytes)).ok_or("its end is missing")?;
    let chunks: Vec<&[u8]> = summed.chunks(CHUNK).collect();
    if chunks.len() != sums.len() {
        return Err(unreadable);
    }
    let whole = |chunks: &[&[u8]], sums: &[u64]| {
        chunks.iter().zip(sums).all(|(chunk, sum)| u64::from(crc32fast::hash(chunk)) == *sum)
    };
    let share = chunks.len().div_ceil(super::threads()).max(1);
    let whole = std::thread::scope(|scope| {
        let parts = chunks.chunks(share).zip(sums.chunks(share));
        let running: Vec<_> =
            parts.skip(1).map(|(chunks, sums)| scope.spawn(move || whole(chunks, sums))).collect();
        let first = whole(&chunks[..share.min(chunks.len())], &sums);
        // A thread that panicked has not found its part to be whole.
        running.into_iter().fold(first, |all, part| all & part.join().unwrap_or(false))
    });
    if whole { Ok(()) } else { Err("its checksums do not fit its bytes") }
}
