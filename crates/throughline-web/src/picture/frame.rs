//! What stands around every picture: its title, what it says, and for those who hear it both as the text of the image.

use super::canvas::{Canvas, pixel};
use super::{Put, colours, letters};

/// The room left empty at the sides of a picture that stands alone.
pub(super) const MARGIN: f64 = 24.0;

const TITLE_PX: f64 = 20.0;
const SAYS_PX: f64 = 15.0;
const SMALL_PX: f64 = 13.0;
/// Bold letters are so much wider.
const BOLD: f64 = 1.15;
/// A title longer than this is cut.
const TITLE_LINES: usize = 2;

/// What a picture is called and says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// A name that no other picture of a page has: letters, digits and hyphens.
    pub id: String,
    /// What is charted.
    pub title: String,
    /// How, and from when to when.
    pub about: String,
    /// The sentences, the most important first.
    pub says: Vec<String>,
}

/// What was drawn, and how high it is.
pub(super) struct Drawn {
    pub(super) canvas: Canvas,
    pub(super) height_px: f64,
}

/// The whole picture.
pub(super) fn framed(words: &Words, put: Put, drawn: Drawn) -> String {
    framed_at(words, put, drawn, put.width())
}

/// The whole picture, so wide.
pub(super) fn framed_at(words: &Words, put: Put, drawn: Drawn, width: f64) -> String {
    let (head, foot) = match put {
        Put::Alone => (head(words, width), foot(words, width)),
        Put::OnPage | Put::Narrow => (nothing(), nothing()),
    };
    let height_px = head.height_px + drawn.height_px + foot.height_px;
    // Both forms stand on one page, and an id may stand there once.
    let form = if put.is_narrow() { "-narrow" } else { "" };
    let (title_id, text_id) = (format!("{}{form}-title", words.id), format!("{}{form}-says", words.id));
    let mut all = Canvas::default();
    let (wide, high) = (pixel(width), pixel(height_px));
    all.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg".into()),
            ("viewBox", (&format!("0 0 {wide} {high}")).into()),
            ("width", (&wide).into()),
            ("height", (&high).into()),
            ("role", "img".into()),
            ("aria-labelledby", (&format!("{title_id} {text_id}")).into()),
        ],
    );
    all.with_text("title", &[("id", (&title_id).into())], &words.title);
    let says = format!("{}. {}", words.about, words.says.join(" "));
    all.with_text("desc", &[("id", (&text_id).into())], says.trim_start_matches(". ").trim());
    if put == Put::Alone {
        all.style(&colours::style());
        all.empty(
            "rect",
            &[("class", "tl-paper".into()), ("width", width.into()), ("height", height_px.into())],
        );
    }
    all.part(head.canvas, 0.0);
    all.part(drawn.canvas, head.height_px);
    all.part(foot.canvas, head.height_px + drawn.height_px);
    all.close("svg");
    all.done()
}

fn nothing() -> Drawn {
    Drawn { canvas: Canvas::default(), height_px: 0.0 }
}

fn head(words: &Words, width: f64) -> Drawn {
    let mut canvas = Canvas::default();
    let room = width - 2.0 * MARGIN;
    let mut y = MARGIN;
    for line in cut(&words.title, TITLE_PX, room / BOLD, TITLE_LINES) {
        y += TITLE_PX;
        canvas.label("tl-title", (MARGIN, y), &line);
        y += 4.0;
    }
    for line in cut(&words.about, SMALL_PX, room, TITLE_LINES) {
        y += SMALL_PX + 4.0;
        canvas.label("tl-quiet", (MARGIN, y), &line);
    }
    Drawn { canvas, height_px: y + 14.0 }
}

fn foot(words: &Words, width: f64) -> Drawn {
    let mut canvas = Canvas::default();
    let mut y = 0.0;
    for sentence in &words.says {
        for line in letters::lines(sentence, SAYS_PX, width - 2.0 * MARGIN) {
            y += SAYS_PX + 5.0;
            canvas.label("tl-says", (MARGIN, y), &line);
        }
        y += 5.0;
    }
    Drawn { canvas, height_px: y + MARGIN }
}

/// The lines of a text, at most so many; the last says with three dots that there is more.
fn cut(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = letters::lines(text, size, room);
    if lines.len() > most {
        let rest = lines.split_off(most - 1).join(" ");
        lines.push(letters::short(&rest, size, room));
    }
    lines
}
