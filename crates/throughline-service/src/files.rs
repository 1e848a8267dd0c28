//! Files that people add: what they are, by their first bytes, and pictures without what the camera wrote into them.
//!
//! A telephone writes where and when into every picture. In JPEG, PNG and WebP that is taken out; which way up a picture is stays.
//! HEIC, PDF and documents carry such things deep within, where taking them out may break them: they are kept as they are, and the
//! page says so.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The most bytes of one file.
pub(crate) const MOST_BYTES: usize = 10 * 1024 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Png,
    Jpeg,
    Gif,
    WebP,
    Heic,
    Pdf,
    Word,
    OpenDocument,
    Text,
}

impl Kind {
    /// What these bytes are; nothing where it is nothing we take.
    pub(crate) fn of(bytes: &[u8]) -> Option<Kind> {
        let at = |from: usize, wanted: &[u8]| bytes.get(from..from + wanted.len()) == Some(wanted);
        let holds = |wanted: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
        Some(match () {
            () if at(0, b"\x89PNG\r\n\x1a\n") => Kind::Png,
            () if at(0, b"\xff\xd8\xff") => Kind::Jpeg,
            () if at(0, b"GIF87a") || at(0, b"GIF89a") => Kind::Gif,
            () if at(0, b"RIFF") && at(8, b"WEBP") => Kind::WebP,
            () if at(4, b"ftyphei") || at(4, b"ftypmif1") => Kind::Heic,
            () if at(0, b"%PDF-") => Kind::Pdf,
            () if at(0, b"PK\x03\x04") && at(30, b"mimetypeapplication/vnd.oasis.opendocument.text") => {
                Kind::OpenDocument
            }
            // A document that brings a program with it is none that we take.
            () if at(0, b"PK\x03\x04") && holds(b"word/document.xml") && !holds(b"vbaProject") => Kind::Word,
            () if is_text(bytes) => Kind::Text,
            () => return None,
        })
    }

    /// Its media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Kind::Png => "image/png",
            Kind::Jpeg => "image/jpeg",
            Kind::Gif => "image/gif",
            Kind::WebP => "image/webp",
            Kind::Heic => "image/heic",
            Kind::Pdf => "application/pdf",
            Kind::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Kind::OpenDocument => "application/vnd.oasis.opendocument.text",
            Kind::Text => "text/plain",
        }
    }
}

impl Kind {
    /// How names of such files end, the first being the one that is given.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Kind::Png => &["png"],
            Kind::Jpeg => &["jpg", "jpeg", "jfif"],
            Kind::Gif => &["gif"],
            Kind::WebP => &["webp"],
            Kind::Heic => &["heic", "heif"],
            Kind::Pdf => &["pdf"],
            Kind::Word => &["docx"],
            Kind::OpenDocument => &["odt"],
            Kind::Text => &["txt", "text", "md", "csv", "log"],
        }
    }

    /// A name that says what the file is: whoever opens it does so by its ending, and one that says something else could do harm.
    pub(crate) fn named(self, name: &str) -> String {
        let name = name.trim_end_matches([' ', '.']);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
        let endings = self.endings();
        match ending {
            Some(ending) if endings.contains(&ending.as_str()) => name.to_string(),
            _ => format!("{name}.{}", endings[0]),
        }
    }
}

fn is_text(bytes: &[u8]) -> bool {
    text(bytes).is_some()
}

/// What stands in a text file, however its letters are written: as UTF-8; as UTF-16, which says so at its start; or as Windows writes English
/// and Welsh letters, if most of it is plain letters. Whatever else it is, it is no text that we could read.
fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let utf_16 = Encoding::for_bom(bytes).filter(|(encoding, _)| *encoding != UTF_8);
    let text = match (utf_16, std::str::from_utf8(bytes)) {
        (Some((utf_16, start)), _) => {
            utf_16.decode_without_bom_handling_and_without_replacement(&bytes[start..])?
        }
        (None, Ok(text)) => Cow::Borrowed(text),
        (None, Err(_)) => windows(bytes)?,
    };
    // What Windows has no letter for comes as a control.
    let control = |letter: char| letter.is_control() && !"\t\n\r".contains(letter);
    (!text.is_empty() && !text.contains(control)).then_some(text)
}

fn windows(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let plain = bytes.iter().filter(|byte| byte.is_ascii()).count();
    // A language of other letters would become nonsense.
    (plain * 4 >= bytes.len() * 3).then(|| WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

/// The same file without what the camera wrote into it; a text as UTF-8, as which it is given to whoever opens it. Nothing where the
/// picture is damaged.
pub(crate) fn plain(kind: Kind, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match kind {
        Kind::Text => text(&bytes).map(|text| text.into_owned().into_bytes()),
        Kind::Jpeg => jpeg(&bytes),
        Kind::Png => png(&bytes),
        Kind::WebP => webp(&bytes),
        _ => Some(bytes),
    }
}

/// JPEG is a row of segments. APP1 (Exif, XMP), APP13 (IPTC) and comments go; so does what stands after the end of the picture, where
/// some cameras put a second one.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = bytes.get(..2)?.to_vec();
    let mut at = 2;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        if marker == 0xff {
            at += 1;
            continue;
        }
        if marker == 0xd9 {
            plain.extend([0xff, 0xd9]);
            return Some(plain);
        }
        let length = usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?));
        let segment = bytes.get(at..at + 2 + length)?;
        at += segment.len();
        match marker {
            0xe1 => plain.extend(right_way_up(segment)),
            0xed | 0xfe => {}
            _ => plain.extend(segment),
        }
        if marker == 0xda {
            // The picture itself follows, up to the next marker that is no part of it.
            let within = |pair: &[u8]| pair[0] != 0xff || pair[1] == 0 || (0xd0..=0xd7).contains(&pair[1]);
            let rest = &bytes[at..];
            let end = rest.windows(2).position(|pair| !within(pair)).unwrap_or(rest.len());
            plain.extend(&rest[..end]);
            at += end;
        }
    }
    // A picture that was cut off is shown as far as it goes.
    (at >= bytes.len()).then_some(plain)
}

/// The segment that says which way up a picture is, and nothing else; empty where none says so.
fn right_way_up(segment: &[u8]) -> Vec<u8> {
    let Some(way) = way_up(segment) else { return Vec::new() };
    let mut kept = vec![0xff, 0xe1, 0, 34];
    kept.extend(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0");
    kept.extend([way, 0, 0, 0, 0, 0, 0]);
    kept
}

/// Tag 0x0112 of the first directory.
fn way_up(segment: &[u8]) -> Option<u8> {
    let tiff = segment.get(4..)?.strip_prefix(b"Exif\0\0")?;
    let big = tiff.starts_with(b"MM");
    let two = |at: usize| {
        let two = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(two) } else { u16::from_le_bytes(two) })
    };
    let four = tiff.get(4..8)?.try_into().ok()?;
    let directory = if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) } as usize;
    let entries = usize::from(two(directory)?);
    let entry =
        (0..entries).map(|entry| directory + 2 + 12 * entry).find(|entry| two(*entry) == Some(0x0112))?;
    u8::try_from(two(entry + 8)?).ok().filter(|way| (1..=8).contains(way))
}

/// PNG is a row of chunks: those of text, time and Exif go.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        at += chunk.len();
        match &chunk[4..8] {
            b"tEXt" | b"zTXt" | b"iTXt" | b"tIME" | b"eXIf" => {}
            _ => plain.extend(chunk),
        }
        if &chunk[4..8] == b"IEND" {
            return Some(plain);
        }
    }
}

/// WebP is a row of chunks of even length, behind the length of all.
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = bytes.get(..12)?.to_vec();
    let mut at = 12;
    while at < bytes.len() {
        let length = u32::from_le_bytes(bytes.get(at + 4..at + 8)?.try_into().ok()?) as usize;
        let whole = length.checked_add(length % 2)?.checked_add(8)?;
        let chunk = bytes.get(at..at.checked_add(whole)?)?;
        at += whole;
        match &chunk[..4] {
            b"EXIF" | b"XMP " => {}
            b"VP8X" => {
                let first = plain.len() + 8;
                plain.extend(chunk);
                // The bits that say that there is Exif (8) and XMP (4).
                *plain.get_mut(first)? &= !0x0c;
            }
            _ => plain.extend(chunk),
        }
    }
    let all = u32::try_from(plain.len() - 8).ok()?;
    plain[4..8].copy_from_slice(&all.to_le_bytes());
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
        bytes.windows(wanted.len()).any(|window| window == wanted)
    }

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    #[test]
    fn files_are_known_by_their_first_bytes() {
        let cases: [(&[u8], Option<Kind>); 8] = [
            (b"\x89PNG\r\n\x1a\nrest", Some(Kind::Png)),
            (b"\xff\xd8\xff\xe0rest", Some(Kind::Jpeg)),
            (b"%PDF-1.7", Some(Kind::Pdf)),
            ("Mae'r tŷ yn oer.\n".as_bytes(), Some(Kind::Text)),
            (b"\0\0\0\x18ftypheic", Some(Kind::Heic)),
            (b"MZ\x90\0\x03program", None),
            (b"PK\x03\x04anything", None),
            (b"", None),
        ];
        for (bytes, kind) in cases {
            assert_eq!(Kind::of(bytes), kind, "{bytes:?}");
        }
    }

    #[test]
    fn a_text_is_taken_however_its_letters_are_written_and_kept_as_one_can_read_it() {
        let says = "The caf\u{e9} wants £5 of me for it – and says “t\u{ee}”\r\n";
        let utf_16 = |unit: fn(u16) -> [u8; 2], start: [u8; 2]| {
            [start.to_vec(), says.encode_utf16().flat_map(unit).collect()].concat()
        };
        for bytes in [
            says.as_bytes().to_vec(),
            b"The caf\xe9 wants \xa35 of me for it \x96 and says \x93t\xee\x94\r\n".to_vec(),
            utf_16(u16::to_le_bytes, [0xff, 0xfe]),
            utf_16(u16::to_be_bytes, [0xfe, 0xff]),
        ] {
            assert_eq!(Kind::of(&bytes), Some(Kind::Text), "{bytes:?}");
            assert_eq!(plain(Kind::Text, bytes).unwrap(), says.as_bytes());
        }
        for bytes in [
            &b"MZ\x90\0\x03program"[..],
            b"\xff\xfea",
            b"\xcf\xf0\xe8\xe2\xe5\xf2",
            b"text\x81",
            b"\xff\xfe\0\0",
        ] {
            assert_eq!(Kind::of(bytes), None, "{bytes:?}");
        }
    }

    #[test]
    fn a_name_ends_as_the_file_is() {
        for (kind, name, named) in [
            (Kind::Text, "bad.exe", "bad.exe.txt"),
            (Kind::Text, "wall.TXT", "wall.TXT"),
            (Kind::Text, "rooms.csv", "rooms.csv"),
            (Kind::Text, "page.html", "page.html.txt"),
            (Kind::Text, "txt", "txt.txt"),
            (Kind::Text, "bad.exe. .", "bad.exe.txt"),
            (Kind::Jpeg, "wall.jpeg", "wall.jpeg"),
            (Kind::Png, "wall.jpg", "wall.jpg.png"),
            (Kind::Pdf, "letter", "letter.pdf"),
        ] {
            assert_eq!(kind.named(name), named);
        }
    }

    #[test]
    fn a_jpeg_loses_where_it_was_taken_and_stays_the_right_way_up() {
        // Little-endian, one entry: orientation 6.
        let exif = b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 51.5N";
        let picture = [
            &b"\xff\xd8"[..],
            &segment(0xe1, exif),
            &segment(0xed, b"IPTC Ann Lee"),
            &segment(0xda, b"\x01"),
            b"picture\xff\0\xff\xd0more\xff\xd9",
            b"a second picture with GPS",
        ]
        .concat();
        let plain = plain(Kind::Jpeg, picture).unwrap();
        assert!(!holds(&plain, b"GPS") && !holds(&plain, b"Ann Lee"));
        assert!(holds(&plain, b"picture\xff\0\xff\xd0more\xff\xd9"));
        assert_eq!(way_up(&plain[2..]), Some(6));
        assert_eq!(usize::from(plain[5]), plain[4..].iter().take(34).count());
    }

    #[test]
    fn a_png_loses_its_text() {
        let chunk = |kind: &[u8], body: &[u8]| {
            [&u32::try_from(body.len()).unwrap().to_be_bytes()[..], kind, body, b"crc!"].concat()
        };
        let picture = [
            &b"\x89PNG\r\n\x1a\n"[..],
            &chunk(b"IHDR", b"size"),
            &chunk(b"tEXt", b"Author Ann Lee"),
            &chunk(b"IEND", b""),
        ]
        .concat();
        let plain = plain(Kind::Png, picture).unwrap();
        assert!(!holds(&plain, b"Ann Lee"));
        assert!(holds(&plain, b"IHDRsize") && holds(&plain, b"IEND"));
    }

    #[test]
    fn a_damaged_picture_is_nothing() {
        assert_eq!(plain(Kind::Png, b"\x89PNG\r\n\x1a\n\xff\xff\xff\xff".to_vec()), None);
        assert_eq!(plain(Kind::Jpeg, b"\xff\xd8\xff\xe1\xff".to_vec()), None);
        assert_eq!(plain(Kind::WebP, b"RIFF\0\0\0\0WEBPVP8X\xff\xff\xff\xff".to_vec()), None);
    }
}
