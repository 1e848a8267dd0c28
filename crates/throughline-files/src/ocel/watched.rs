//! A source's bytes as UTF-8, with progress told while they are read.

use std::io::{self, Read};

use throughline::error::Error;

use crate::job::Job;
use crate::source::{Decoded, Source};
use crate::xes::blocks::encoding;

/// The bytes of a source, from the start, as UTF-8 without a byte order mark.
pub(super) fn utf8<'a>(source: &'a Source, job: Option<&'a Job>) -> Result<Box<dyn Read + 'a>, Error> {
    let mut reader = bytes(source, job)?;
    let mut head = Vec::new();
    (&mut reader).take(1024).read_to_end(&mut head).map_err(|error| source.trouble(&error))?;
    let other = encoding(&head)?;
    if head.starts_with(b"\xef\xbb\xbf") {
        head.drain(..3);
    }
    let all = io::Cursor::new(head).chain(reader);
    Ok(match other {
        Some(encoding) => Box::new(Decoded::new(all, encoding.new_decoder_with_bom_removal())),
        None => Box::new(all),
    })
}

/// The bytes of a source as they are, from the start.
pub(super) fn bytes<'a>(source: &'a Source, job: Option<&'a Job>) -> Result<impl Read + 'a, Error> {
    Ok(Watched { reader: source.reader()?, source, job })
}

struct Watched<'a> {
    reader: Box<dyn Read + Send>,
    source: &'a Source,
    job: Option<&'a Job>,
}

impl Read for Watched<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(out)?;
        if let Some(job) = self.job {
            job.progress.advance(self.source.taken()).map_err(io::Error::other)?;
        }
        Ok(read)
    }
}
