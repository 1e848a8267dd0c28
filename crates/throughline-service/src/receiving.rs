//! A request as what is asked of a screen: the form or the JSON that was sent, within its size, and how it came.
//!
//! What a server in front says of itself (`X-Forwarded-*`) is not read: anybody can write it.

use std::fmt;
use std::time::Duration;

use axum::Form;
use axum::body::{Body, Bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{FromRequest, Multipart, RawPathParams, Request};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::http::{Method, StatusCode};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use throughline::contact::Language;
use throughline::time::Instant;
use tokio_stream::StreamExt;

use crate::asked::{Asked, SentFrom, Upload};
use crate::cookies;
use crate::reply::Stop;

/// The most bytes of one form with its files.
pub(crate) const MOST_BYTES: usize = 12 * 1024 * 1024;
/// The most bytes of what a program sends: its longest words with every letter escaped.
pub(crate) const MOST_JSON_BYTES: usize = 256 * 1024;
/// The most bytes of a form without files: all words that are taken at once, as browsers write them, and more than once.
const MOST_FORM_BYTES: usize = 1024 * 1024;
/// The most fields of a form.
const MOST_FIELDS: usize = 200;
/// So long may one form be on its way: 10 MB over a thin line.
const MOST_TIME: Duration = Duration::from_secs(900);

/// The parts of a path that have a name; an error where they are no text.
pub(crate) type Parts = Result<RawPathParams, RawPathParamsRejection>;

/// What is asked. With an error comes what is known of the question all the same, so that it can be answered in its language.
pub(crate) async fn asked(parts: Parts, https: bool, request: Request) -> Result<Asked, (Asked, Stop)> {
    let path = request.uri().path().to_string();
    let posted = request.method() == Method::POST;
    let mut asked = Asked {
        language: if path == "/cy" || path.starts_with("/cy/") { Language::Welsh } else { Language::English },
        path,
        now: Some(Instant(jiff::Timestamp::now().as_microsecond())),
        query: pairs(request.uri().query().unwrap_or_default()),
        posted,
        origin: origin(https, request.headers()),
        sent_from: if posted { sent_from(request.headers()) } else { SentFrom::Here },
        ..Asked::default()
    };
    if !asked.by_program() {
        asked.session = cookies::session(request.headers(), https);
        asked.browser = cookies::browser(request.headers(), https);
    }
    match named(parts) {
        Some(parts) => asked.parts = parts,
        None => return Err((asked, Stop::NotFound)),
    }
    if posted {
        let read = tokio::time::timeout(MOST_TIME, sent(&mut asked, request)).await;
        if let Err(stop) = read.unwrap_or(Err(Stop::wrong(NOT_WHOLE))) {
            return Err((asked, stop));
        }
    }
    Ok(asked)
}

/// Names and values of the parts of a path. NUL is in no name of ours, and a database may not take it.
fn named(parts: Parts) -> Option<Vec<(String, String)>> {
    let parts = parts.ok()?;
    let each = parts.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    let parts: Vec<_> = each.collect();
    parts.iter().all(|(_, value)| !value.contains('\0')).then_some(parts)
}

const NOT_WHOLE: &str = "this form did not arrive whole; go back and send it again";

/// Reads what was sent into what is asked.
async fn sent(asked: &mut Asked, request: Request) -> Result<(), Stop> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    if asked.by_program() {
        asked.fields = json(&kind, request).await?;
    } else if kind.starts_with("multipart/form-data") {
        (asked.fields, asked.files) = multipart(request).await.map_err(not_taken)?;
    } else {
        asked.fields = form(request).await.map_err(not_taken)?;
    }
    if asked.fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        asked.fields.clear();
        return Err(Stop::wrong(
            "there is a character in it that no text has (NUL); take it out and send it again",
        ));
    }
    Ok(())
}

fn not_taken(status: StatusCode) -> Stop {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Stop::TooLarge } else { Stop::wrong(NOT_WHOLE) }
}

/// The fields of a JSON object of texts; none where nothing was sent.
async fn json(kind: &str, request: Request) -> Result<Vec<(String, String)>, Stop> {
    let bytes = Bytes::from_request(request, &()).await.map_err(|why| not_taken(why.status()))?;
    if bytes.is_empty() && kind.is_empty() {
        return Ok(Vec::new());
    }
    if kind.split(';').next().map(str::trim) != Some("application/json") {
        return Err(Stop::NotJson);
    }
    let read: Result<Texts, _> = serde_json::from_slice(&bytes);
    read.map(|texts| texts.0).map_err(|why| Stop::wrong(format!("this is no JSON object of texts: {why}")))
}

/// A JSON object whose values are texts, each name with its value, as often as it stands there.
struct Texts(Vec<(String, String)>);

impl<'a> Deserialize<'a> for Texts {
    fn deserialize<D: Deserializer<'a>>(from: D) -> Result<Texts, D::Error> {
        struct Each;
        impl<'a> Visitor<'a> for Each {
            type Value = Texts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object with texts")
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Texts, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = map.next_entry()? {
                    texts.push(text);
                }
                Ok(Texts(texts))
            }
        }
        from.deserialize_map(Each)
    }
}

type Filled = (Vec<(String, String)>, Vec<Upload>);

/// A form without files. It is taken apart on a thread that everybody shares, so it may not be of any size: three million fields of three
/// bytes would hold up all others for seconds.
async fn form(request: Request) -> Result<Vec<(String, String)>, StatusCode> {
    let (head, body) = request.into_parts();
    let (mut kept, mut length) = (Vec::new(), 0);
    let mut parts = body.into_data_stream();
    // All of it is read before it is refused, as a browser shows no answer that comes while it still sends; but not kept.
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| StatusCode::BAD_REQUEST)?;
        length += part.len();
        if length > MOST_BYTES {
            break;
        }
        if length <= MOST_FORM_BYTES {
            kept.extend_from_slice(&part);
        }
    }
    if length > MOST_FORM_BYTES || kept.iter().filter(|byte| **byte == b'&').count() > MOST_FIELDS {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let form = Form::from_request(Request::from_parts(head, Body::from(kept)), &()).await;
    form.map(|Form(fields)| fields).map_err(|why| why.status())
}

async fn multipart(request: Request) -> Result<Filled, StatusCode> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|why| why.status())?;
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(|why| why.status())? {
        if fields.len() + files.len() > MOST_FIELDS {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let name = field.name().unwrap_or_default().to_string();
        match field.file_name().map(str::to_string) {
            Some(called) => {
                let bytes = field.bytes().await.map_err(|why| why.status())?.to_vec();
                if !bytes.is_empty() {
                    files.push(Upload { name: called, bytes });
                }
            }
            None => fields.push((name, field.text().await.map_err(|why| why.status())?)),
        }
    }
    Ok((fields, files))
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let uri = format!("/?{query}").parse();
    let read =
        uri.ok().and_then(|uri| axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok());
    read.map(|axum::extract::Query(pairs)| pairs).unwrap_or_default()
}

/// How the browser reached us.
fn origin(https: bool, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    format!("{}://{host}", if https { "https" } else { "http" })
}

/// From whose page a form was sent. Newer browsers say it outright where they find the way safe; the others send the origin of the page,
/// which our pages let them do (`referrer-policy`, sending.rs).
fn sent_from(headers: &HeaderMap) -> SentFrom {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN).map(|origin| origin.split_once("://").map_or(origin, |(_, host)| host));
    match (site, origin) {
        (Some("same-origin" | "none"), _) | (None, None) => SentFrom::Here,
        (Some(_), _) => SentFrom::Elsewhere,
        (None, Some("null")) => SentFrom::Unsaid,
        (None, Some(origin)) if text(header::HOST) == Some(origin) => SentFrom::Here,
        (None, Some(_)) => SentFrom::Elsewhere,
    }
}
