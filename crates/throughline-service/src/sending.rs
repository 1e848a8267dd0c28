//! A reply as the bytes that a browser gets, with the headers that keep it honest.

use std::io::Write;

use axum::body::Body;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Response, StatusCode};
use maud::Markup;
use serde_json::{Value, json};
use throughline::contact::Language;

use crate::asked::Asked;
use crate::cookies;
use crate::guard::Door;
use crate::page::{is_typed, stopped};
use crate::reply::{Reply, Stop, sentence};

/// A reply as bytes.
pub(crate) fn told(door: &Door, asked: &Asked, https: bool, reply: Result<Reply, Stop>) -> Response<Body> {
    let see = |to: &str| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::SEE_OTHER;
        // Paths of ours are plain letters; one that were not would lead home.
        let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
        response.headers_mut().insert(header::LOCATION, to);
        response
    };
    let mut response = match reply {
        Ok(Reply::Page(markup)) => html(StatusCode::OK, markup),
        Ok(Reply::Again(markup)) => html(StatusCode::BAD_REQUEST, markup),
        Ok(Reply::NotKept(markup)) => html(StatusCode::SERVICE_UNAVAILABLE, markup),
        Ok(Reply::See(to)) => see(&to),
        Ok(Reply::Session(secret, to)) => {
            let mut response = see(&to);
            cookies::set_session(response.headers_mut(), secret.as_deref(), https);
            response
        }
        Ok(Reply::SignedIn { session, browser, to }) => {
            let mut response = see(&to);
            cookies::set_session(response.headers_mut(), Some(&session), https);
            cookies::set_browser(response.headers_mut(), &browser, https);
            response
        }
        Ok(Reply::Json(facts)) => json(StatusCode::OK, &facts),
        Ok(Reply::Made(facts, at)) => {
            let mut response = json(StatusCode::CREATED, &facts);
            if let Ok(at) = HeaderValue::from_str(&at) {
                response.headers_mut().insert(header::LOCATION, at);
            }
            response
        }
        Ok(Reply::Download { name, media, bytes }) => download(&name, &media, bytes),
        // Whose session ended while they wrote still has what they wrote.
        Err(Stop::SignIn) if !(asked.has("token") && is_typed(asked)) => see("/desk/sign-in"),
        Err(stop) => {
            if let Stop::Failed(why) = &stop {
                noted(asked, why);
            }
            let (status, title, says) = said(asked, stop);
            if asked.by_program() {
                return json(status, &json!({ "error": format!("{title}. {says}") }));
            }
            html(status, stopped(door, asked, &title, &says))
        }
    };
    // A page for everybody may be gone back to: a browser that may not keep it loses what was typed into it.
    if !asked.path.contains("/need/") && !asked.path.starts_with("/desk") && !asked.by_program() {
        let kept = HeaderValue::from_static("private, no-cache");
        response.headers_mut().insert(header::CACHE_CONTROL, kept);
    }
    response
}

/// Says on the standard error what broke, to whoever looks after the machine. Not the path: it may hold the secret of a link.
fn noted(asked: &Asked, why: &str) {
    // Where nobody takes it, the page has said that something broke.
    writeln!(std::io::stderr(), "{} {}", asked.now().timestamp(), sentence(why)).ok();
}

fn html(status: StatusCode, markup: Markup) -> Response<Body> {
    let mut response = Response::new(Body::from(markup.into_string()));
    *response.status_mut() = status;
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn json(status: StatusCode, facts: &Value) -> Response<Body> {
    let mut response = Response::new(Body::from(facts.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Bytes to keep: never shown in the page's own name, whatever they are.
fn download(name: &str, media: &str, bytes: Vec<u8>) -> Response<Body> {
    let plain =
        |letter: char| if letter.is_ascii_alphanumeric() || ".-_ ".contains(letter) { letter } else { '_' };
    let name: String = name.chars().map(plain).collect();
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let unknown = HeaderValue::from_static("application/octet-stream");
    // Text of people is taken only as UTF-8.
    let media = if media == "text/plain" { "text/plain; charset=utf-8" } else { media };
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(media).unwrap_or(unknown));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// What keeps a browser honest: nothing from elsewhere, in no frame, told to nobody, kept in no cache unless the answer says how.
pub(crate) fn guarded(headers: &mut HeaderMap, https: bool) {
    const ALWAYS: [(&str, &str); 6] = [
        (
            "content-security-policy",
            "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
             form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        // Our host and no path: a path may hold the secret of a link, and a server in front may write down where somebody came from. With
        // less than this browsers do not say from whose page a form comes.
        ("referrer-policy", "strict-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
        ("cache-control", "no-store"),
    ];
    for (name, value) in ALWAYS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if https {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
}

/// Why there is no answer, in words.
fn said(asked: &Asked, stop: Stop) -> (StatusCode, String, String) {
    let say = |english: &str, welsh: &str| asked.language.say(english, welsh).to_string();
    match stop {
        Stop::SignIn => (
            StatusCode::FORBIDDEN,
            "You are not signed in any more".to_string(),
            "Nothing was kept. What you wrote is below: copy it, sign in from “For staff”, and send it there.".to_string(),
        ),
        Stop::NotFound => nothing_here(asked),
        Stop::NotYours(says) => {
            (StatusCode::FORBIDDEN, say("This is not open to you", "Nid yw hwn ar agor i chi"), says)
        }
        Stop::Elsewhere => (
            StatusCode::FORBIDDEN,
            say("This form came from somewhere else", "Daeth y ffurflen hon o rywle arall"),
            say(
                "Nothing was kept. Open our page itself and fill the form in there; words that you wrote are below, to be copied.",
                "Ni chadwyd dim. Agorwch ein tudalen ni a llenwi'r ffurflen yno; mae'r geiriau a ysgrifennoch isod, i'w copïo.",
            ),
        ),
        Stop::Wrong(says) => (
            StatusCode::BAD_REQUEST,
            say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"),
            match asked.language {
                Language::English => sentence(&says),
                Language::Welsh => format!(
                    "Gwiriwch yr hyn a ysgrifennoch a'i anfon eto, neu ffoniwch ni. (Yn Saesneg: {}.)",
                    sentence(&says)
                ),
            },
        ),
        Stop::TooLarge => too_large(asked),
        Stop::NotJson => (
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"),
            say(
                "Send JSON, and say so: Content-Type: application/json.",
                "Anfonwch JSON: Content-Type: application/json.",
            ),
        ),
        Stop::OtherMethod => (
            StatusCode::METHOD_NOT_ALLOWED,
            say("This cannot be done here", "Ni ellir gwneud hyn yma"),
            say("Go back and use the page itself.", "Ewch yn ôl a defnyddio'r dudalen ei hun."),
        ),
        Stop::Failed(_) => failed(asked),
    }
}

/// There is no such page, or it is not open to whoever asks. At the desk nobody has a reference of their own to call us with.
fn nothing_here(asked: &Asked) -> (StatusCode, String, String) {
    let say = |english: &str, welsh: &str| asked.language.say(english, welsh).to_string();
    let (title, says) = if asked.path.starts_with("/desk") {
        (
            "There is nothing here that is open to you".to_string(),
            "Check the address. What others hold is open only to those who take part in it: whoever holds it can bring you in."
                .to_string(),
        )
    } else {
        (
            say("There is nothing here", "Does dim byd yma"),
            say(
                "Check the address, or call us and say your reference.",
                "Gwiriwch y cyfeiriad, neu ffoniwch ni a dweud eich cyfeirnod.",
            ),
        )
    };
    (StatusCode::NOT_FOUND, title, says)
}

fn too_large(asked: &Asked) -> (StatusCode, String, String) {
    let say = |english: &str, welsh: &str| asked.language.say(english, welsh).to_string();
    (
        StatusCode::PAYLOAD_TOO_LARGE,
        say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"),
        say(
            "This is more than we can take at once: at most 10 MB with files. Send a smaller picture, or part of it.",
            "Mae hyn yn fwy nag y gallwn ei gymryd ar unwaith: 10 MB ar y mwyaf gyda ffeiliau. Anfonwch lun llai, neu ran ohono.",
        ),
    )
}

/// Something broke here: what was sent was not kept, or a page cannot be shown. What it was is not told to whoever asks.
fn failed(asked: &Asked) -> (StatusCode, String, String) {
    let say = |english: &str, welsh: &str| asked.language.say(english, welsh).to_string();
    let (title, says) = if asked.fields.is_empty() {
        (
            say("This page cannot be shown now", "Ni ellir dangos y dudalen hon nawr"),
            say(
                "Something is broken here. Look again in a few minutes, or call us.",
                "Mae rhywbeth wedi torri yma. Edrychwch eto mewn ychydig funudau, neu ffoniwch ni.",
            ),
        )
    } else {
        (
            say("We could not keep this", "Ni allem gadw hwn"),
            say(
                "What you sent did not reach us. Go back, where your words still are, and send them again, or call us.",
                "Ni chyrhaeddodd yr hyn a anfonwyd gennych. Ewch yn ôl, lle mae eich geiriau o hyd, a'u hanfon eto, neu ffoniwch ni.",
            ),
        )
    };
    (StatusCode::SERVICE_UNAVAILABLE, title, says)
}
