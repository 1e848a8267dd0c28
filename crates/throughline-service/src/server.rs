//! The only part that knows of sockets: takes requests, makes an [`Asked`] of each, asks the screen on a thread that may wait for the
//! disk, and sends its reply.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, RawPathParams, Request};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, Response, StatusCode};
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Form, Router};
use throughline::contact::Language;
use throughline::error::Error;
use throughline::time::Instant;
use throughline_store::{Place, Store};
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio_stream::StreamExt;

use crate::answers::Answers;
use crate::asked::{Asked, Upload};
use crate::cookies;
use crate::guard::{Door, Service};
use crate::guesses::Lines;
use crate::live::{self, Kept};
use crate::reply::Stop;
use crate::screens::doing::Last;
use crate::screens::{Answer, SCREENS, Screen};
use crate::sending::{guarded, told};
use crate::setup::Setup;
use crate::slow::Slow;
use crate::study::Studies;
use crate::there::There;

/// The most bytes of one form with its files.
const MOST_BYTES: usize = 12 * 1024 * 1024;

/// The most bytes of a form without files: all words that are taken at once, as browsers write them, and more than once.
const MOST_FORM_BYTES: usize = 1024 * 1024;
/// The most fields of a form.
const MOST_FIELDS: usize = 200;

/// What the service is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder, with `service.toml` in it.
    pub folder: PathBuf,
    /// A PostgreSQL server, if events are kept there.
    pub database: Option<String>,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Whether people reach it by https, through a server in front: the cookie is then sent by no other way.
    pub https: bool,
}

/// A service that runs.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<Result<(), Error>>>,
}

impl Running {
    /// Waits until it is stopped by a signal, or breaks.
    pub fn wait(mut self) -> Result<(), Error> {
        self.joined()
    }

    /// Stops it: what was begun is finished, what was answered is on disk.
    pub fn stop(mut self) -> Result<(), Error> {
        // If it has stopped already nobody listens, which is just as well.
        self.stop.take().map(|stop| stop.send(()));
        self.joined()
    }

    fn joined(&mut self) -> Result<(), Error> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        thread
            .join()
            .unwrap_or_else(|_| Err(Error::failed("the service broke; what was answered is on disk")))
    }
}

/// Starts the service; it runs until it is stopped.
pub fn start(options: Options) -> Result<Running, Error> {
    let setup = Setup::read(&options.folder.join("service.toml"))?;
    let zone = throughline::time::zone(&setup.zone)?;
    let place = Place { folder: options.folder.clone(), server: options.database.clone() };
    let store = Store::open(&place)?;
    let door = Door::of(Service {
        answers: Answers::of(&store),
        store,
        setup,
        zone,
        kept: Kept::default(),
        slow: Slow::default(),
        lines: Lines::default(),
        there: There::default(),
        doing: Last::default(),
        studies: Studies::default(),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| Error::failed(format!("the service cannot be started: {why}")))?;
    let listener = runtime.block_on(TcpListener::bind(options.listen)).map_err(|why| {
        Error::asked(format!("{} cannot be listened on: {why}; choose another with --listen", options.listen))
    })?;
    let address = listener.local_addr().map_err(|why| Error::failed(why.to_string()))?;
    let (stop, stopped) = oneshot::channel();
    // Open streams have no end of their own: they are told that it stops.
    let (stopping, told_to_stop) = watch::channel(false);
    let router = router(door.clone(), options.https, &told_to_stop);
    let serve = move || {
        runtime.block_on(async {
            let end = async move {
                tokio::select! {
                    _ = stopped => {}
                    () = a_signal() => {}
                }
                stopping.send(true).ok();
            };
            let looking = tokio::spawn(live::look(door));
            let served = axum::serve(listener, router).with_graceful_shutdown(end).await;
            looking.abort();
            served
        })
    };
    let serve =
        move || serve().map_err(|why: std::io::Error| Error::failed(format!("the service stopped: {why}")));
    let thread = std::thread::Builder::new().name("service".to_string()).spawn(serve);
    let thread = thread.map_err(|why| Error::failed(format!("no thread can be started: {why}")))?;
    Ok(Running { address, stop: Some(stop), thread: Some(thread) })
}

/// Somebody wants it to stop: Ctrl-C, or the system.
async fn a_signal() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// All routes: each screen in English, and those of people in Welsh too.
fn router(door: Door, https: bool, stopping: &watch::Receiver<bool>) -> Router {
    let css = || async { own_file("text/css; charset=utf-8", include_str!("service.css")) };
    let pictures = || async { own_file("text/css; charset=utf-8", throughline_web::picture::style()) };
    let script = || async { own_file("text/javascript; charset=utf-8", include_str!("live.js")) };
    let mut router = Router::new()
        .route("/service.css", axum::routing::get(css))
        .route("/pictures.css", axum::routing::get(pictures))
        .route("/live.js", axum::routing::get(script));
    for screen in SCREENS.iter().flat_map(|screens| screens.iter()) {
        let routed = || methods(&door, https, screen);
        router = router.route(screen.path, routed());
        if !screen.path.starts_with("/desk") {
            let welsh = if screen.path == "/" { "/cy".to_string() } else { format!("/cy{}", screen.path) };
            router = router.route(&welsh, routed());
        }
    }
    for path in ["/need/{reference}/{secret}/events", "/cy/need/{reference}/{secret}/events"] {
        router = router.route(path, events(&door, https, stopping));
    }
    let lost = door;
    router.layer(DefaultBodyLimit::max(MOST_BYTES)).fallback(move |request: Request| {
        let door = lost.clone();
        async move {
            answered(door, https, (|_, _| Err(Stop::NotFound), None), RawPathParts::default(), request).await
        }
    })
}

/// The stream of a need's page.
fn events(door: &Door, https: bool, stopping: &watch::Receiver<bool>) -> MethodRouter {
    let (door, stopping) = (door.clone(), stopping.clone());
    axum::routing::get(move |parts: RawPathParams, request: Request| {
        let parts = parts.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let (door, stopping) = (door.clone(), stopping.clone());
        async move {
            let last = request
                .headers()
                .get("last-event-id")
                .and_then(|last| last.to_str().ok())
                .map(str::to_string);
            let mut asked = match asked(parts, https, request).await {
                Ok(asked) => asked,
                Err((asked, stop)) => return told(&door, &asked, https, Err(stop)),
            };
            // A browser that lost the line says what it saw last.
            if let Some(last) = last {
                asked.query.insert(0, ("after".to_string(), last));
            }
            match live::stream(door.clone(), asked.clone(), stopping).await {
                Ok(mut response) => {
                    guarded(response.headers_mut(), https);
                    response
                }
                Err(stop) => told(&door, &asked, https, Err(stop)),
            }
        }
    })
}

type RawPathParts = Vec<(String, String)>;

fn methods(door: &Door, https: bool, screen: &Screen) -> MethodRouter {
    let mut methods = MethodRouter::new();
    for (filter, answer) in [(MethodFilter::GET, screen.get), (MethodFilter::POST, screen.post)] {
        let Some(answer) = answer else { continue };
        let door = door.clone();
        let has_link = screen.has_link().filter(|_| filter == MethodFilter::POST);
        let handler = move |parts: RawPathParams, request: Request| {
            let parts = parts.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            answered(door.clone(), https, (answer, has_link), parts, request)
        };
        methods = methods.merge(on(filter, handler));
    }
    methods
}

/// A file of ours that a page needs.
fn own_file(media: &'static str, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=600"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// One request, from its bytes to the bytes of its answer.
async fn answered(
    door: Door,
    https: bool,
    (answer, has_link): (Answer, Option<bool>),
    parts: RawPathParts,
    request: Request,
) -> Response<Body> {
    let asked = match asked(parts, https, request).await {
        Ok(asked) => asked,
        Err((asked, stop)) => return told(&door, &asked, https, Err(stop)),
    };
    if let Some(has_link) = has_link {
        door.slow().wait(&asked, has_link).await;
    }
    let screen = door.clone();
    let done = tokio::task::spawn_blocking(move || {
        // A screen that breaks takes neither the others with it nor what was typed.
        let broken = |_| Err(Stop::Failed("this page broke; the log of the service says how".to_string()));
        let reply = catch_unwind(AssertUnwindSafe(|| answer(&screen, &asked))).unwrap_or_else(broken);
        (asked, reply)
    });
    match done.await {
        Ok((asked, reply)) => told(&door, &asked, https, reply),
        Err(_) => {
            let stopped = Stop::Failed("the service is being stopped".to_string());
            told(&door, &Asked::default(), https, Err(stopped))
        }
    }
}

async fn asked(parts: RawPathParts, https: bool, request: Request) -> Result<Asked, (Asked, Stop)> {
    let path = request.uri().path().to_string();
    let mut asked = Asked {
        language: if path == "/cy" || path.starts_with("/cy/") { Language::Welsh } else { Language::English },
        path,
        now: Some(Instant(jiff::Timestamp::now().as_microsecond())),
        parts,
        query: pairs(request.uri().query().unwrap_or_default()),
        session: cookies::session(request.headers(), https),
        browser: cookies::browser(request.headers(), https),
        posted: request.method() == Method::POST,
        origin: origin(https, request.headers()),
        from_here: request.method() != Method::POST || from_here(request.headers()),
        ..Asked::default()
    };
    if request.method() != Method::POST {
        return Ok(asked);
    }
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let filled = if kind.starts_with("multipart/form-data") {
        multipart(request).await.map(|(fields, files)| (asked.fields, asked.files) = (fields, files))
    } else {
        form(request).await.map(|fields| asked.fields = fields)
    };
    match filled {
        Ok(()) => Ok(asked),
        Err(StatusCode::PAYLOAD_TOO_LARGE) => Err((asked, Stop::TooLarge)),
        Err(_) => Err((asked, Stop::wrong("this form did not arrive whole; go back and send it again"))),
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

/// Whether the browser says that a form was sent from a page of this host. What is no browser says nothing, and has no session to
/// be misused.
fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(HeaderName::from_static("sec-fetch-site"));
    let origin = text(header::ORIGIN).map(|origin| origin.split_once("://").map_or(origin, |(_, host)| host));
    match (site, origin) {
        (Some("same-origin" | "none"), _) | (None, None) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => text(header::HOST) == Some(origin),
    }
}
