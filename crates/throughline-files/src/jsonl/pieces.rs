//! Cutting a JSON file into its objects: by lines, or element by element of one array, which an object may wrap.

mod wrapped;

use std::io::{BufRead, BufReader, Read};

use throughline::error::Error;

use crate::source::Source;

/// A line or an element longer than this is refused, in bytes: a file of one endless line must not fill the memory.
const LONGEST: usize = 64 << 20;

/// One object, as text.
pub(super) struct Piece {
    /// The line on which it begins.
    pub(super) line: u64,
    /// Its text.
    pub(super) text: Vec<u8>,
}

/// The objects of a file.
pub(super) struct Pieces<'a> {
    source: &'a Source,
    bytes: BufReader<Box<dyn Read + Send>>,
    in_array: bool,
    line: u64,
    done: bool,
    /// Why no more could be read before the end.
    pub(super) trouble: Option<String>,
}

impl<'a> Pieces<'a> {
    /// Nothing of the file is taken yet.
    pub(super) fn begun(source: &'a Source) -> Result<Pieces<'a>, Error> {
        let bytes = BufReader::with_capacity(1 << 18, source.reader()?);
        Ok(Pieces { source, bytes, in_array: false, line: 1, done: false, trouble: None })
    }

    /// Before its first object.
    pub(super) fn at_first(mut self) -> Result<Pieces<'a>, Error> {
        if self.fill()?.starts_with(b"\xef\xbb\xbf") {
            self.bytes.consume(3);
        }
        match self.skip_blanks()? {
            Some(b'[') => {
                self.bytes.consume(1);
                self.in_array = true;
            }
            Some(b'{') => {
                if let Some(before) = wrapped::before_array(self.fill()?) {
                    self.bytes.consume(before);
                    self.in_array = true;
                }
            }
            _ => {}
        }
        Ok(self)
    }

    /// The line that has been reached.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The next object; none at the end, or where the rest cannot be made out ([`Pieces::trouble`]).
    pub(super) fn next(&mut self) -> Result<Option<Piece>, Error> {
        loop {
            if self.done {
                return Ok(None);
            }
            match self.skip_blanks()? {
                None => {
                    self.done = true;
                    if self.in_array {
                        self.trouble = Some("the array does not end: the file was cut short".to_string());
                    }
                }
                Some(b',') if self.in_array => self.bytes.consume(1),
                Some(b']') if self.in_array => self.done = true,
                Some(_) => {
                    let line = self.line;
                    let text = if self.in_array { self.element()? } else { self.text_line()? };
                    return Ok(text.map(|text| Piece { line, text }));
                }
            }
        }
    }

    /// What of the file is held and not taken yet; nothing at its end.
    pub(super) fn fill(&mut self) -> Result<&[u8], Error> {
        let source = self.source;
        self.bytes.fill_buf().map_err(|error| source.trouble(&error))
    }

    /// The next byte that is no blank; it is left to be read.
    fn skip_blanks(&mut self) -> Result<Option<u8>, Error> {
        loop {
            let block = self.fill()?;
            if block.is_empty() {
                return Ok(None);
            }
            let blanks = block.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let (next, lines) = (block.get(blanks).copied(), newlines(&block[..blanks]));
            self.bytes.consume(blanks);
            self.line += lines;
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    fn text_line(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut text = Vec::new();
        loop {
            let block = self.fill()?;
            let end = memchr::memchr(b'\n', block);
            let part = &block[..end.unwrap_or(block.len())];
            if text.len() + part.len() <= LONGEST {
                text.extend_from_slice(part);
            } else {
                return Ok(self.too_long());
            }
            let (taken, ended) = (part.len(), block.is_empty() || end.is_some());
            self.bytes.consume(taken);
            if ended {
                return Ok(Some(text));
            }
        }
    }

    /// One element of the array: up to the comma or bracket that is within no other bracket and no text.
    fn element(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut text = Vec::new();
        let (mut depth, mut quoted, mut escaped) = (0u64, false, false);
        loop {
            let block = self.fill()?;
            if block.is_empty() {
                return Ok(Some(text));
            }
            let mut end = None;
            for (place, byte) in block.iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if quoted => escaped = true,
                    b'"' => quoted = !quoted,
                    _ if quoted => {}
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth > 0 => depth -= 1,
                    b',' | b']' if depth == 0 => {
                        end = Some(place);
                        break;
                    }
                    _ => {}
                }
            }
            let part = &block[..end.unwrap_or(block.len())];
            if text.len() + part.len() > LONGEST {
                return Ok(self.too_long());
            }
            text.extend_from_slice(part);
            let (taken, lines) = (part.len(), newlines(part));
            self.bytes.consume(taken);
            self.line += lines;
            if end.is_some() {
                return Ok(Some(text));
            }
        }
    }

    fn too_long(&mut self) -> Option<Vec<u8>> {
        self.done = true;
        self.trouble = Some(format!(
            "an object is longer than {} MiB, so the rest was not read; look whether a bracket or the end of a line is missing",
            LONGEST >> 20
        ));
        None
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
