//! A log's bytes as blocks of UTF-8, whatever its encoding.

use std::io::Read;

use encoding_rs::Encoding;
use throughline::error::Error;

use super::scan::Scanner;
use crate::job::{Job, shorten};
use crate::source::Source;

const BLOCK: usize = 1 << 20;
/// So long may one tag or comment be.
const LONGEST: usize = 256 << 20;
/// So many cells may a part of a log have: 8 GiB of names, more than any machine we aim at holds.
const MOST_CELLS: usize = 1 << 31;

/// The encoding of a log by its first bytes: byte order mark, shape, declaration. `None` is UTF-8.
pub(crate) fn encoding(start: &[u8]) -> Result<Option<&'static Encoding>, Error> {
    if let Some((encoding, _)) = Encoding::for_bom(start) {
        return Ok(Some(encoding).filter(|encoding| *encoding != encoding_rs::UTF_8));
    }
    match start {
        [b'<', 0, ..] => return Ok(Some(encoding_rs::UTF_16LE)),
        [0, b'<', ..] => return Ok(Some(encoding_rs::UTF_16BE)),
        _ => {}
    }
    let Some(label) = declared(start) else { return Ok(None) };
    match Encoding::for_label(label) {
        // A declaration that can be read as ASCII is not in UTF-16, whatever it says: programs that convert a file forget it.
        Some(encoding) if encoding == encoding_rs::UTF_16LE || encoding == encoding_rs::UTF_16BE => Ok(None),
        Some(encoding) => Ok(Some(encoding).filter(|encoding| *encoding != encoding_rs::UTF_8)),
        None => Err(Error::asked(format!(
            "the file says that its encoding is “{}”, which is not one we know; save it as UTF-8",
            shorten(&String::from_utf8_lossy(label))
        ))),
    }
}

/// The encoding that an XML declaration names.
fn declared(start: &[u8]) -> Option<&[u8]> {
    let declaration = start.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = memchr::memmem::find(declaration, b"?>")?;
    let declaration = &declaration[..end];
    let at = memchr::memmem::find(declaration, b"encoding")?;
    let value =
        declaration[at + b"encoding".len()..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let (quote, value) = value.split_first()?;
    let end = value.iter().position(|byte| byte == quote)?;
    Some(&value[..end])
}

/// What is read, and who is told how far it is.
pub(super) struct Context<'a> {
    pub(super) source: &'a Source,
    /// None for a sample.
    pub(super) job: Option<&'a Job>,
}

impl Context<'_> {
    fn advance(&self) -> Result<(), Error> {
        match self.job {
            Some(job) => job.progress.advance(self.source.taken()),
            None => Ok(()),
        }
    }
}

/// How a run of blocks ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// With the bytes: nothing of them is left.
    Clean,
    /// In the middle of a tag.
    Cut,
    /// Before the bytes did: the scanner had what it was asked for.
    Early,
}

/// Feeds all of `reader` to the scanner.
pub(super) fn feed(
    scanner: &mut Scanner<'_>,
    reader: &mut dyn Read,
    header_only: bool,
    context: &Context<'_>,
) -> Result<Ended, Error> {
    let mut block = vec![0; BLOCK];
    let mut filled = 0;
    let mut ended = false;
    while !ended {
        while filled + 16 < block.len() {
            let read = match reader.read(&mut block[filled..]) {
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(context.source.trouble(&error)),
            };
            if read == 0 {
                ended = true;
                break;
            }
            filled += read;
        }
        context.advance()?;
        let used = scanner.feed(&block[..filled], header_only)?;
        if scanner.events.enough() || (header_only && used < filled && scanner.between_traces()) {
            return Ok(Ended::Early);
        }
        if scanner.events.cells() > MOST_CELLS {
            return Err(Error::failed(format!(
                "line {}: the log has {} different keys, most of which most events do not have; leave out those that are \
                 not needed (`as = \"ignore\"` in the mapping)",
                scanner.lines + 1,
                scanner.events.keys()
            )));
        }
        block.copy_within(used..filled, 0);
        filled -= used;
        if filled + 16 >= block.len() {
            if block.len() >= LONGEST {
                return Err(Error::failed(format!(
                    "line {}: one tag or comment is longer than {} MiB; the file is damaged",
                    scanner.lines + 1,
                    LONGEST >> 20
                )));
            }
            block.resize(block.len() * 2, 0);
        }
    }
    Ok(if filled == 0 { Ended::Clean } else { Ended::Cut })
}

/// The sentence for a file that ends too early.
pub(super) fn truncated(scanner: &Scanner<'_>) -> Error {
    if !scanner.started() {
        return Error::asked("this is not an XES log: there is no <log> in it");
    }
    Error::failed(format!(
        "the file ends in the middle of the log (after line {}, byte {}); it was cut short while it was copied or exported: fetch it \
         again",
        scanner.lines + 1,
        scanner.bytes
    ))
}
