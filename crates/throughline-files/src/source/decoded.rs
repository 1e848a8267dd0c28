//! Text in another encoding as UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder};

const BLOCK: usize = 1 << 16;

/// A reader that turns its bytes into UTF-8 while it is read.
pub(crate) struct Decoded<R> {
    from: R,
    decoder: Decoder,
    raw: Vec<u8>,
    raw_len: usize,
    text: Vec<u8>,
    text_from: usize,
    text_len: usize,
    ended: bool,
    /// Whether the decoder has given all there is; it must not be asked again.
    finished: bool,
    /// Whether bytes that the encoding does not have were replaced.
    pub(crate) replaced: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(from: R, decoder: Decoder) -> Decoded<R> {
        Decoded {
            from,
            decoder,
            raw: vec![0; BLOCK],
            raw_len: 0,
            text: vec![0; BLOCK],
            text_from: 0,
            text_len: 0,
            ended: false,
            finished: false,
            replaced: false,
        }
    }

    fn decode_more(&mut self) -> io::Result<()> {
        if !self.ended && self.raw_len < self.raw.len() {
            let read = self.from.read(&mut self.raw[self.raw_len..])?;
            self.ended = read == 0;
            self.raw_len += read;
        }
        let (result, used, written, replaced) =
            self.decoder.decode_to_utf8(&self.raw[..self.raw_len], &mut self.text, self.ended);
        self.raw.copy_within(used..self.raw_len, 0);
        self.raw_len -= used;
        (self.text_from, self.text_len) = (0, written);
        self.replaced |= replaced;
        self.finished = self.ended && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.text_from == self.text_len && !self.finished {
            self.decode_more()?;
        }
        let read = (self.text_len - self.text_from).min(out.len());
        out[..read].copy_from_slice(&self.text[self.text_from..self.text_from + read]);
        self.text_from += read;
        Ok(read)
    }
}
