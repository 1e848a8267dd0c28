//! A picture or a file: added by the person, and given back only to be kept, never shown in the page's own name.

use maud::{Markup, html};
use throughline::contact::person::{MOST_FILE_BYTES, MOST_FILES, has_room};
use throughline::contact::{File, Language, What};
use throughline::time::{DAY_US, SECOND_US};
use throughline_store::Budget;

use super::Screen;
use crate::asked::{Asked, Upload};
use crate::files::{Kind, MOST_BYTES, plain};
use crate::guard::HoldsLink;
use crate::page::{Page, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/need/{reference}/{secret}/file",
        get: Some(|door, asked| Ok(Reply::Page(shown(&HoldsLink::of(door, asked)?, asked, None)))),
        post: Some(|door, asked| sent(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/file/{content}",
        get: Some(|door, asked| given(&HoldsLink::of(door, asked)?, asked)),
        post: None,
        guard: "link",
    },
];

/// The same file again within a minute is the same press.
const MOMENT_US: i64 = 60 * SECOND_US;

fn shown(holds: &HoldsLink, asked: &Asked, wrong: Option<&str>) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Nothing was added yet", "Nid oes dim wedi'i ychwanegu eto"), wrong)) }
        form method="post" action=(holds.path(asked, "/file")) enctype="multipart/form-data" {
            label for="file" { (say("Choose a picture or a file", "Dewiswch lun neu ffeil")) }
            p.hint id="file-hint" { (say(
                "Pictures, PDF, Word or OpenDocument text, or plain text, at most 10 MB each and 20 with one need. Those who take part in your need can open it, nobody else.",
                "Lluniau, PDF, testun Word neu OpenDocument, neu destun plaen, 10 MB yr un ar y mwyaf ac 20 gydag un angen. Gall y rhai sy'n cymryd rhan yn eich angen ei agor, neb arall."
            )) }
            input id="file" name="file" type="file" required aria-describedby="file-hint"
                accept="image/*,.pdf,.txt,.docx,.odt";
            button { (say("Add it", "Ei ychwanegu")) }
        }
        p.quiet { (say(
            "From JPEG, PNG and WebP pictures we take out where and with what camera they were taken. Other files stay as they are, with whatever is written into them.",
            "O luniau JPEG, PNG a WebP rydym yn tynnu allan ble a gyda pha gamera y cawsant eu tynnu. Mae ffeiliau eraill yn aros fel y maent, gyda beth bynnag sydd wedi'i ysgrifennu ynddynt."
        )) }
        p.quiet { (say(
            "The name of a file ends with what the file is. If yours ends with something else, we add it: text called “list.exe” is kept as “list.exe.txt”.",
            "Mae enw ffeil yn gorffen gyda'r hyn yw'r ffeil. Os yw eich un chi'n gorffen gyda rhywbeth arall, rydym yn ei ychwanegu: cedwir testun o'r enw “list.exe” fel “list.exe.txt”."
        )) }
        p { a href=(holds.path(asked, "")) { (say("Back to your need", "Yn ôl at eich angen")) } }
    };
    let title = say("Add a picture or a file", "Ychwanegu llun neu ffeil");
    page(&holds.service.setup, asked, Page { title, public: false, body })
}

/// A file as it is kept, or what to do instead.
fn checked(asked: &Asked, upload: &Upload) -> Result<(File, Vec<u8>), &'static str> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    if upload.bytes.len() > MOST_BYTES {
        return Err(say(
            "this file is larger than 10 MB; send a smaller picture or part of it",
            "mae'r ffeil hon yn fwy na 10 MB; anfonwch lun llai neu ran ohoni",
        ));
    }
    let kind = Kind::of(&upload.bytes).ok_or_else(|| {
        say(
            "we do not take this kind of file; send a picture, a PDF, or text",
            "nid ydym yn cymryd y math hwn o ffeil; anfonwch lun, PDF, neu destun",
        )
    })?;
    let bytes = plain(kind, upload.bytes.clone()).ok_or_else(|| {
        say(
            "this picture is damaged, so that it cannot be opened; take it again or send another",
            "mae'r llun hwn wedi'i ddifrodi, fel na ellir ei agor; tynnwch ef eto neu anfonwch un arall",
        )
    })?;
    let last = upload.name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|letter| !letter.is_control()).take(100).collect();
    let name = if name.trim().is_empty() { say("file", "ffeil").to_string() } else { name };
    Ok((File { name: kind.named(&name), media: kind.media().to_string() }, bytes))
}

fn sent(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let none = asked.language.say("choose a file first", "dewiswch ffeil yn gyntaf");
    let checked = asked.files.first().ok_or(none).and_then(|upload| checked(asked, upload));
    let (file, bytes) = match checked {
        Ok(checked) => checked,
        Err(wrong) => return Ok(Reply::Page(shown(holds, asked, Some(wrong)))),
    };
    let size = bytes.len() as u64;
    if !just_added(holds, asked, &file, size) {
        if let Some(full) = full(holds, asked, size)? {
            return Ok(Reply::Page(shown(holds, asked, Some(&full))));
        }
        holds.add_file(asked.now(), file, bytes)?;
    }
    Ok(Reply::See(holds.path(asked, "")))
}

/// Why there is no room for a file, and what to do instead; nothing where there is.
fn full(holds: &HoldsLink, asked: &Asked, bytes: u64) -> Result<Option<String>, Stop> {
    let phone = &holds.service.setup.phone;
    if !has_room(&holds.story, bytes) {
        let megabytes = MOST_FILE_BYTES >> 20;
        return Ok(Some(match asked.language {
            Language::English => format!(
                "with this need there is room for {MOST_FILES} files, {megabytes} MB in all, and this one is too many; tell us in words what it shows, or call us on {phone}"
            ),
            Language::Welsh => format!(
                "mae lle i {MOST_FILES} ffeil gyda'r angen hwn, {megabytes} MB i gyd, ac mae hon yn un yn ormod; dywedwch wrthym mewn geiriau beth mae'n ei ddangos, neu ffoniwch ni ar {phone}"
            ),
        }));
    }
    // Of everybody together, as who wants to fill the disk opens one need after the other. Words are taken all the same.
    let most = u64::from(holds.service.setup.files_mb_a_day) << 20;
    let budget = Budget { name: "files", most, within_us: DAY_US };
    if !holds.service.store.uses(budget, asked.now(), bytes)? {
        return Ok(Some(match asked.language {
            Language::English => format!(
                "so many files came in that we can take no more today; tell us in words what it shows, or call us on {phone}, and send the file tomorrow"
            ),
            Language::Welsh => format!(
                "daeth cymaint o ffeiliau i mewn fel na allwn gymryd mwy heddiw; dywedwch wrthym mewn geiriau beth mae'n ei ddangos, neu ffoniwch ni ar {phone}, ac anfonwch y ffeil yfory"
            ),
        }));
    }
    Ok(None)
}

/// Whether this is a button pressed twice: the same file a moment ago.
fn just_added(holds: &HoldsLink, asked: &Asked, file: &File, size: u64) -> bool {
    holds.story.iter().rev().any(|event| {
        let alike = matches!(event.what, What::FileAdded { bytes, .. } if bytes == size)
            && event.said.as_ref().and_then(|said| said.file.as_ref()) == Some(file);
        alike && asked.now().0 - event.at.0 < MOMENT_US
    })
}

/// A file of this need, and of no other.
fn given(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let wanted = asked.part("content")?;
    let of_need = holds.story.iter().find_map(|event| match (&event.what, &event.said) {
        (What::FileAdded { content, .. }, Some(said)) if content == wanted => said.file.clone(),
        _ => None,
    });
    let file = of_need.ok_or(Stop::NotFound)?;
    let bytes = holds.service.store.file(holds.need.person, wanted)?.ok_or(Stop::NotFound)?;
    Ok(Reply::Download { name: file.name, media: file.media, bytes })
}
