//! Names that are written from right to left, within sentences that are not: each must be set apart, or it takes figures and colons
//! of the sentence along. What is a name is decided here for pages (`<bdi>`) and for plain text.

/// A piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// What reads on.
    Said(&'a str),
    /// What is to be set apart.
    Apart(&'a str),
}

/// Opens and closes what is set apart in plain text (Unicode's first strong isolate, and its end).
const OPENS: char = '\u{2068}';
const CLOSES: char = '\u{2069}';

/// The pieces of a text, in order: what stands between “ and ”, and words outside of them, are set apart where they hold letters that
/// are written from right to left.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    if !text.chars().any(turns) {
        return vec![Piece::Said(text)];
    }
    let (mut found, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find('“') {
        let (before, name) = rest.split_at(at + '“'.len_utf8());
        words(before, &mut found);
        let end = name.find('”').unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        found.push(if name.chars().any(turns) { Piece::Apart(name) } else { Piece::Said(name) });
        rest = after;
    }
    words(rest, &mut found);
    found
}

/// The same as plain text.
pub fn set_apart(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Said(text) => out += text,
            Piece::Apart(text) => {
                out.push(OPENS);
                out.extend(text.chars().filter(|letter| *letter != CLOSES));
                out.push(CLOSES);
            }
        }
    }
    out
}

/// The runs of such words outside of quotation marks.
fn words<'a>(text: &'a str, found: &mut Vec<Piece<'a>>) {
    let mut rest = text;
    while let Some(start) = rest.find(turns) {
        let run = &rest[start..];
        let joins = |letter: char| turns(letter) || matches!(letter, ' ' | '-' | '\'' | '־');
        let run = &run[..run.find(|letter| !joins(letter)).unwrap_or(run.len())];
        let end = start + run.trim_end_matches(|letter| !turns(letter)).len();
        if start > 0 {
            found.push(Piece::Said(&rest[..start]));
        }
        found.push(Piece::Apart(&rest[start..end]));
        rest = &rest[end..];
    }
    if !rest.is_empty() {
        found.push(Piece::Said(rest));
    }
}

/// Whether a letter is written from right to left, or turns what follows.
fn turns(letter: char) -> bool {
    matches!(
        u32::from(letter),
        0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x1_0800..=0x1_0fff | 0x1_e800..=0x1_efff | 0x202a..=0x202e
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_from_right_to_left_are_set_apart_and_nothing_else() {
        assert_eq!(set_apart("the first of “visit”: 249 days"), "the first of “visit”: 249 days");
        assert_eq!(set_apart("of “תיקון 3”: 249 days"), "of “\u{2068}תיקון 3\u{2069}”: 249 days");
        assert_eq!(
            set_apart("תיקון ביתי: 249 (עיר)"),
            "\u{2068}תיקון ביתי\u{2069}: 249 (\u{2068}עיר\u{2069})"
        );
        assert_eq!(set_apart("an “open \u{202e}end"), "an “\u{2068}open \u{202e}end\u{2069}");
        assert_eq!(
            pieces("a “שם” b"),
            [Piece::Said("a “"), Piece::Apart("שם"), Piece::Said("” b")],
            "the quotation marks are the sentence's"
        );
    }
}
