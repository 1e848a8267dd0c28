//! Where the fields of a block of text lie: separators found 64 bytes at a time by comparing masks.
//!
//! A quotation mark opens a quoted field only as the first byte of a field; inside, a doubled one stands for itself, and
//! delimiters and line ends are text. That is RFC 4180, and lenient as spreadsheets are: a mark elsewhere is text.

use super::masks;

/// Bytes that must be readable after the end of the text handed to [`Scanner::scan`].
pub(super) const PADDING: usize = 64;

/// Finds separators of one dialect.
#[derive(Clone, Copy)]
pub(super) struct Scanner {
    pub(super) delimiter: u8,
    pub(super) newline: u8,
    pub(super) quote: u8,
}

/// The fields of a block. Field `k` is `starts[k]..starts[k + 1] - 1`; record `r` ends before field `records[r]`.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) starts: Vec<u32>,
    pub(super) records: Vec<u32>,
    /// Whether the text ended inside a quoted field.
    pub(super) open_quote: bool,
    /// Quoted fields that a missing or a stray mark may have made.
    pub(super) odd: Vec<Odd>,
    /// What has been seen of the quoted field that is being scanned.
    now: Odd,
}

/// A quoted field with line ends in it, or with something behind the mark that closes it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Odd {
    pub(super) field: u32,
    pub(super) line_ends: u32,
    /// Something stands behind the closing mark: blanks, a `\r`, or text.
    pub(super) more: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Quoted {
    No,
    Inside,
    /// After a mark inside: another right behind it is a doubled one, anything else has ended the quoted part.
    Maybe(usize),
}

impl Scanner {
    /// Finds the fields of `text[..len]`, which starts a record. What follows the last line end is not yet a record.
    pub(super) fn scan(&self, text: &[u8], len: usize, fields: &mut Fields) {
        #[cfg(target_arch = "x86_64")]
        if masks::avx2_is_there() {
            #[allow(
                unsafe_code,
                reason = "only a processor that is known to have these instructions gets here"
            )]
            // SAFETY: that the processor has them was asked just before.
            return unsafe { self.scan_avx2(text, len, fields) };
        }
        self.scan_by(text, len, fields, |chunk| masks::portable(chunk, self.wanted()));
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
    fn scan_avx2(&self, text: &[u8], len: usize, fields: &mut Fields) {
        self.scan_by(text, len, fields, |chunk| masks::avx2(chunk, self.wanted()));
    }

    fn wanted(&self) -> [u8; 3] {
        [self.delimiter, self.newline, self.quote]
    }

    /// `masks` says which of 64 bytes are delimiters, line ends and quotation marks.
    #[inline(always)]
    fn scan_by(
        &self,
        text: &[u8],
        len: usize,
        fields: &mut Fields,
        masks: impl Fn(&[u8; masks::CHUNK]) -> [u64; 3],
    ) {
        fields.starts.clear();
        fields.odd.clear();
        fields.now = Odd::default();
        fields.starts.push(0);
        // Places are written ahead of how many count, so that there is room to look after once a chunk, not once a field.
        let (mut count, mut records) = (1, 0);
        let mut quoted = Quoted::No;
        let chunks = text[..len.next_multiple_of(masks::CHUNK)].as_chunks().0;
        for (chunk, bytes) in chunks.iter().enumerate() {
            let base = chunk * masks::CHUNK;
            let [mut separators, mut newlines, mut quotes] = masks(bytes);
            if base + masks::CHUNK > len {
                let valid = (1u64 << (len - base)) - 1;
                (separators, newlines, quotes) = (separators & valid, newlines & valid, quotes & valid);
            }
            separators |= newlines;
            if quotes != 0 || quoted != Quoted::No {
                fields.starts.truncate(count);
                fields.records.truncate(records);
                quoted = careful(separators, newlines, quotes, base, quoted, fields);
                (count, records) = (fields.starts.len(), fields.records.len());
                continue;
            }
            let ends = room_for_64(&mut fields.records, records);
            let before = count as u32;
            each_bit(newlines, 2, |place, bit| {
                let up_to_it = separators & (bit | bit.wrapping_sub(1));
                ends[place] = before + up_to_it.count_ones() - 1;
            });
            records += newlines.count_ones() as usize;
            let places = room_for_64(&mut fields.starts, count);
            each_bit(separators, 8, |place, bit| places[place] = base as u32 + bit.trailing_zeros() + 1);
            count += separators.count_ones() as usize;
        }
        fields.starts.truncate(count);
        fields.records.truncate(records);
        fields.open_quote = quoted == Quoted::Inside;
    }
}

/// The 64 cells from `from` on; more are added where there are fewer.
#[inline(always)]
fn room_for_64(cells: &mut Vec<u32>, from: usize) -> &mut [u32; 64] {
    if cells.len() < from + 64 {
        cells.resize((from + 64) * 2, 0);
    }
    match cells[from..].first_chunk_mut() {
        Some(cells) => cells,
        None => unreachable!("made room"),
    }
}

/// Calls `write` with each bit that is set, from the lowest, and its number among them. The first `sure` calls are made in any
/// case, for a jump that cannot be foretold takes longer than a few calls of which nothing remains.
#[inline(always)]
fn each_bit(mut bits: u64, sure: usize, mut write: impl FnMut(usize, u64)) {
    let count = bits.count_ones() as usize;
    for place in 0..sure {
        write(place, bits & bits.wrapping_neg());
        bits &= bits.wrapping_sub(1);
    }
    for place in sure..count {
        write(place, bits & bits.wrapping_neg());
        bits &= bits.wrapping_sub(1);
    }
}

/// One chunk with quotation marks in it, mark by mark.
fn careful(
    separators: u64,
    newlines: u64,
    quotes: u64,
    base: usize,
    mut quoted: Quoted,
    fields: &mut Fields,
) -> Quoted {
    let mut rest = separators | quotes;
    while rest != 0 {
        let bit = rest & rest.wrapping_neg();
        rest &= rest - 1;
        let place = base + bit.trailing_zeros() as usize;
        let field_start = fields.starts.last().map_or(0, |start| *start as usize);
        quoted = match quoted {
            Quoted::Inside if quotes & bit != 0 => Quoted::Maybe(place),
            Quoted::Inside => {
                fields.now.line_ends += u32::from(newlines & bit != 0);
                Quoted::Inside
            }
            Quoted::Maybe(last) if quotes & bit != 0 && place == last + 1 => Quoted::Inside,
            Quoted::No if quotes & bit != 0 && place == field_start => Quoted::Inside,
            _ if quotes & bit != 0 => {
                fields.now.more |= quoted != Quoted::No;
                Quoted::No
            }
            _ => {
                fields.now.more |= matches!(quoted, Quoted::Maybe(last) if place > last + 1);
                if fields.now != Odd::default() {
                    let now = std::mem::take(&mut fields.now);
                    fields.odd.push(Odd { field: fields.starts.len() as u32 - 1, ..now });
                }
                if newlines & bit != 0 {
                    fields.records.push(fields.starts.len() as u32);
                }
                fields.starts.push(place as u32 + 1);
                Quoted::No
            }
        };
    }
    quoted
}

/// The text of a field: a quoted one without its marks. `scratch` is used where doubled marks have to be undone.
pub(super) fn unquoted<'a>(field: &'a [u8], quote: u8, scratch: &'a mut Vec<u8>) -> &'a [u8] {
    let [first, inside @ ..] = field else { return field };
    if *first != quote {
        return field;
    }
    let Some(mut mark) = memchr::memchr(quote, inside) else { return inside };
    if mark + 1 == inside.len() {
        return &inside[..mark];
    }
    scratch.clear();
    let mut rest = inside;
    loop {
        scratch.extend_from_slice(&rest[..mark]);
        rest = &rest[mark + 1..];
        match rest {
            [next, after @ ..] if *next == quote => {
                scratch.push(quote);
                rest = after;
            }
            // The quoted part has ended; whatever follows is text.
            after => {
                scratch.extend_from_slice(after);
                return scratch;
            }
        }
        match memchr::memchr(quote, rest) {
            Some(next) => mark = next,
            None => {
                scratch.extend_from_slice(rest);
                return scratch;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &str) -> Vec<Vec<String>> {
        let scanner = Scanner { delimiter: b',', newline: b'\n', quote: b'"' };
        let mut padded = text.as_bytes().to_vec();
        padded.extend([b'\n'; PADDING]);
        let mut fields = Fields::default();
        scanner.scan(&padded, text.len(), &mut fields);
        let (mut all, mut first) = (Vec::new(), 0);
        for end in &fields.records {
            let field = |k: u32| {
                let bytes =
                    &padded[fields.starts[k as usize] as usize..fields.starts[k as usize + 1] as usize - 1];
                String::from_utf8(unquoted(bytes, b'"', &mut Vec::new()).to_vec()).unwrap()
            };
            all.push((first..*end).map(field).collect());
            first = *end;
        }
        all
    }

    #[test]
    fn fields_and_quotes() {
        assert_eq!(
            records("a,b\n\"x,\ny\",\"say \"\"hi\"\"\"\n,5\" pipe\n"),
            [vec!["a", "b"], vec!["x,\ny", "say \"hi\""], vec!["", "5\" pipe"]]
        );
        assert_eq!(records("a,b\nhalf"), [["a", "b"]]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(prop::collection::vec("[a\",\n x]{0,90}", 3), 1..40)) {
            let quote = |field: &String| format!("\"{}\"", field.replace('"', "\"\""));
            let text: String =
                rows.iter().map(|row| row.iter().map(quote).collect::<Vec<_>>().join(",") + "\n").collect();
            prop_assert_eq!(records(&text), rows);
        }

        #[test]
        fn plain_text_splits_at_every_separator(text in "[ab,\n]{0,300}") {
            let want: Vec<Vec<String>> = match text.rfind('\n') {
                None => vec![],
                Some(end) => text[..end].split('\n').map(|row| row.split(',').map(String::from).collect()).collect(),
            };
            prop_assert_eq!(records(&text), want);
        }
    }
}
