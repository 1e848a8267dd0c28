//! One tag of XES, by its bytes.
//!
//! XES keeps everything in the attributes `key` and `value` of small tags. A tag is looked at once, byte by byte, and gives
//! ranges of the block it lies in: nothing is copied unless a value has character references or line ends in it.

use std::borrow::Cow;
use std::ops::Range;

/// The text between two quotes, as it stands in the block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) range: Range<usize>,
    /// Whether it stands for itself: no references, no line ends or tabs.
    pub(super) plain: bool,
}

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// The name with its prefix.
    pub(super) qualified: Range<usize>,
    /// The name without its prefix.
    pub(super) local: Range<usize>,
    /// The attribute `key`, or `name` of a classifier.
    pub(super) key: Option<Raw>,
    /// The attribute `value`, or `keys` of a classifier.
    pub(super) value: Option<Raw>,
    /// Whether `value` was the last attribute: then the bytes before and after it are the same for every value.
    pub(super) value_last: bool,
    /// Whether the tag closes itself.
    pub(super) closed: bool,
    /// Where the tag ends.
    pub(super) end: usize,
}

/// Why a tag was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It goes on after the block.
    Cut,
    /// It is not well formed.
    Broken(&'static str),
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Bytes at which the search for the end of a value stops to look.
const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        stops[byte] = true;
        byte += 1;
    }
    stops[b'"' as usize] = true;
    stops[b'\'' as usize] = true;
    stops[b'&' as usize] = true;
    stops[b'<' as usize] = true;
    stops
};

/// The value that starts at `from`, up to the quote.
#[inline]
pub(super) fn quoted(bytes: &[u8], from: usize, quote: u8) -> Result<Raw, Unread> {
    let mut plain = true;
    let mut at = from;
    while let Some(byte) = bytes.get(at) {
        if STOPS[*byte as usize] {
            match *byte {
                byte if byte == quote => return Ok(Raw { range: from..at, plain }),
                b'"' | b'\'' => {}
                b'<' => return Err(Unread::Broken("a “<” inside a value; write it as &lt;")),
                _ => plain = false,
            }
        }
        at += 1;
    }
    Err(Unread::Cut)
}

/// The range of the name that starts at `from`, and where its part after the prefix starts.
#[inline]
pub(super) fn name(bytes: &[u8], from: usize) -> Result<(Range<usize>, usize), Unread> {
    let (mut at, mut local) = (from, from);
    while let Some(byte) = bytes.get(at) {
        match *byte {
            b'>' | b'/' | b'=' | b' ' | b'\t' | b'\n' | b'\r' => {
                if at == local {
                    return Err(Unread::Broken("a tag or an attribute without a name"));
                }
                return Ok((from..at, local));
            }
            b'"' | b'\'' | b'<' | b'&' => return Err(Unread::Broken("a quote, “<” or “&” inside a name")),
            b':' => local = at + 1,
            _ => {}
        }
        at += 1;
    }
    Err(Unread::Cut)
}

#[inline]
fn skip_spaces(bytes: &[u8], from: usize) -> Result<(usize, u8), Unread> {
    let mut at = from;
    loop {
        match bytes.get(at) {
            None => return Err(Unread::Cut),
            Some(byte) if is_space(*byte) => at += 1,
            Some(byte) => return Ok((at, *byte)),
        }
    }
}

/// The start tag whose `<` stands at `from`.
pub(super) fn start(bytes: &[u8], from: usize) -> Result<Tag, Unread> {
    let (qualified, local) = name(bytes, from + 1)?;
    let mut tag = Tag {
        local: local..qualified.end,
        end: qualified.end,
        qualified,
        key: None,
        value: None,
        value_last: false,
        closed: false,
    };
    loop {
        let before = tag.end;
        let (at, byte) = skip_spaces(bytes, before)?;
        match byte {
            b'>' => {
                tag.end = at + 1;
                return Ok(tag);
            }
            b'/' => {
                match bytes.get(at + 1) {
                    None => return Err(Unread::Cut),
                    Some(b'>') => {}
                    Some(_) => return Err(Unread::Broken("a “/” that does not end the tag")),
                }
                tag.closed = true;
                tag.end = at + 2;
                return Ok(tag);
            }
            _ if at == before => return Err(Unread::Broken("no blank between two attributes of a tag")),
            _ => attribute(bytes, at, &mut tag)?,
        }
    }
}

/// Reads the attribute that starts at `from`; the tag then ends after it, so far.
#[inline]
fn attribute(bytes: &[u8], from: usize, tag: &mut Tag) -> Result<(), Unread> {
    let (attribute, _) = name(bytes, from)?;
    let (at, byte) = skip_spaces(bytes, attribute.end)?;
    if byte != b'=' {
        return Err(Unread::Broken("an attribute of a tag without “=”"));
    }
    let (at, quote) = skip_spaces(bytes, at + 1)?;
    if quote != b'"' && quote != b'\'' {
        return Err(Unread::Broken("a value that is not in quotes"));
    }
    let raw = quoted(bytes, at + 1, quote)?;
    tag.end = raw.range.end + 1;
    tag.value_last = false;
    let wanted = match &bytes[attribute] {
        b"key" => &mut tag.key,
        b"value" => {
            tag.value_last = true;
            &mut tag.value
        }
        b"name" if bytes[tag.local.clone()] == *b"classifier" => &mut tag.key,
        b"keys" if bytes[tag.local.clone()] == *b"classifier" => &mut tag.value,
        _ => return Ok(()),
    };
    if wanted.replace(raw).is_some() {
        return Err(Unread::Broken("the same attribute twice in one tag"));
    }
    Ok(())
}

/// The end tag whose `</` stands at `from`: its name with prefix, and where it ends.
pub(super) fn end(bytes: &[u8], from: usize) -> Result<(Range<usize>, usize), Unread> {
    let (qualified, _) = name(bytes, from + 2)?;
    let (at, byte) = skip_spaces(bytes, qualified.end)?;
    if byte != b'>' {
        return Err(Unread::Broken("something after the name in an end tag"));
    }
    Ok((qualified, at + 1))
}

/// Bytes as text; those that are not UTF-8 are read as Windows-1252, the commonest other encoding in the wild.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

/// What a value means: line ends and tabs are blanks (as XML has it), references stand for their characters. Entities are
/// never looked up: only the five of XML itself are known.
pub(crate) fn meaning(bytes: &[u8]) -> Result<String, String> {
    let text = text(bytes).replace("\r\n", " ").replace(['\r', '\n', '\t'], " ");
    match quick_xml::escape::unescape(&text) {
        Ok(text) => Ok(text.into_owned()),
        Err(error) => Err(format!(
            "the value “{}” has a reference that cannot be read ({error}); only &amp; &lt; &gt; &quot; &apos; and \
             character numbers are",
            crate::job::shorten(&text)
        )),
    }
}
