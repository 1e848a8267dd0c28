//! Starts the service and routes what comes: makes an [`Asked`](crate::asked::Asked) of each request, asks the screen on a thread that
//! may wait for the disk, and sends its reply.

use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use axum::middleware::map_response;
use axum::routing::{MethodFilter, MethodRouter, on};
use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline_store::{Place, Store};
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{oneshot, watch};

use crate::answers::Answers;
use crate::asked::Asked;
use crate::connections::serve;
use crate::guard::{Door, Service};
use crate::guesses::Lines;
use crate::live::{self, Kept, Streams};
use crate::plans::Plans;
use crate::receiving::{MOST_BYTES, MOST_JSON_BYTES, Parts, asked};
use crate::reply::Stop;
use crate::screens::doing::Last;
use crate::screens::{Answer, SCREENS, Screen};
use crate::sending::{guarded, told};
use crate::setup::Setup;
use crate::slow::{Sent, Slow};
use crate::study::{Said, Studies};
use crate::there::There;

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
    thread: Option<std::thread::JoinHandle<()>>,
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
        thread.join().map_err(|_| Error::failed("the service broke; what was answered is on disk"))
    }
}

/// Starts the service; it runs until it is stopped.
pub fn start(options: Options) -> Result<Running, Error> {
    let setup = Setup::read(&options.folder.join("service.toml"))?;
    let zone = throughline::time::zone(&setup.zone)?;
    let studies = Studies::with(said(&setup, &options.folder, &zone)?);
    let place = Place { folder: options.folder.clone(), server: options.database.clone() };
    let store = Store::open(&place)?;
    let door = Door::of(Service {
        answers: Answers::of(&store),
        store,
        setup,
        zone,
        kept: Kept::default(),
        streams: Streams::default(),
        slow: Slow::default(),
        lines: Lines::default(),
        there: There::default(),
        doing: Last::default(),
        studies,
        plans: Plans::default(),
    });
    // So that nobody who comes waits for connections, or for all that happened; where it cannot be read now, they are told why.
    let reading = door.clone();
    thread("reading", move || drop(reading.get_ready()))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|why| Error::failed(format!("the service cannot be started: {why}")))?;
    // Before anybody can know the address, so that whoever stops it the instant they read it stops it as at any other time.
    let signals = runtime.block_on(async { Signals::heard() });
    let listener = runtime.block_on(TcpListener::bind(options.listen)).map_err(|why| {
        Error::asked(format!("{} cannot be listened on: {why}; choose another with --listen", options.listen))
    })?;
    let address = listener.local_addr().map_err(|why| Error::failed(why.to_string()))?;
    let (stop, stopped) = oneshot::channel();
    // Open streams have no end of their own: they are told that it stops.
    let (stopping, told_to_stop) = watch::channel(false);
    let router = router(door.clone(), options.https, &told_to_stop);
    let last = door.clone();
    let run = move || {
        runtime.block_on(async {
            let end = async move {
                tokio::select! {
                    _ = stopped => {}
                    () = signals.any() => {}
                }
                stopping.send(true).ok();
            };
            let looking = tokio::spawn(live::look(door));
            serve(listener, router, end).await;
            looking.abort();
        });
        // The store is let go of here and not within the runtime, where a connection to a server may not wait for its end.
        drop(runtime);
        last.end_runs();
        drop(last);
    };
    let thread = thread("service", run)?;
    Ok(Running { address, stop: Some(stop), thread: Some(thread) })
}

/// What is said beside the events.
fn said(setup: &Setup, folder: &Path, zone: &TimeZone) -> Result<Said, Error> {
    let rates = setup.rates.as_ref().map(|file| throughline_files::rates::read(&folder.join(file), zone));
    Ok(Said {
        rates: rates.transpose()?,
        targets: setup.targets()?,
        hours: setup.working_hours()?,
        quiet_days: setup.quiet_days,
    })
}

fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<std::thread::JoinHandle<()>, Error> {
    let thread = std::thread::Builder::new().name(name.to_string()).spawn(run);
    thread.map_err(|why| Error::failed(format!("no thread can be started: {why}")))
}

/// By which somebody wants it to stop: Ctrl-C, or the system. One that cannot be listened for ends the process as it always does.
struct Signals([Option<Signal>; 2]);

impl Signals {
    /// From now on they are heard.
    fn heard() -> Signals {
        Signals([SignalKind::interrupt(), SignalKind::terminate()].map(|kind| signal(kind).ok()))
    }

    /// Waits for one of them.
    async fn any(self) {
        let one = |signal: Option<Signal>| async move {
            match signal {
                Some(mut signal) => {
                    signal.recv().await;
                }
                None => std::future::pending().await,
            }
        };
        let [interrupt, terminate] = self.0.map(one);
        tokio::select! {
            () = interrupt => {}
            () = terminate => {}
        }
    }
}

/// All routes: each screen in English, and those of people in Welsh too.
fn router(door: Door, https: bool, stopping: &watch::Receiver<bool>) -> Router {
    let css = || async { own_file("text/css; charset=utf-8", include_str!("service.css")) };
    let pictures = || async { own_file("text/css; charset=utf-8", throughline_web::picture::style()) };
    let script = "text/javascript; charset=utf-8";
    let live = move || async { own_file(script, include_str!("live.js")) };
    let passkey = move || async { own_file(script, include_str!("passkey.js")) };
    let plan = move || async { own_file(script, include_str!("plan.js")) };
    let mut router = Router::new()
        .route("/service.css", axum::routing::get(css))
        .route("/pictures.css", axum::routing::get(pictures))
        .route("/live.js", axum::routing::get(live))
        .route("/passkey.js", axum::routing::get(passkey))
        .route("/plan.js", axum::routing::get(plan));
    for screen in SCREENS.iter().flat_map(|screens| screens.iter()) {
        let routed = || methods(&door, https, screen);
        router = router.route(screen.path, routed());
        if screen.has_welsh() {
            let welsh = if screen.path == "/" { "/cy".to_string() } else { format!("/cy{}", screen.path) };
            router = router.route(&welsh, routed());
        }
    }
    for path in ["/need/{reference}/{secret}/events", "/cy/need/{reference}/{secret}/events"] {
        router = router.route(path, events(&door, https, stopping));
    }
    let stopped = |stop: fn() -> Stop| {
        let door = door.clone();
        move |parts: Parts, request: Request| {
            let door = door.clone();
            async move {
                let asked = asked(parts, https, request.map(|_| Body::empty())).await;
                told_aside(door, asked.unwrap_or_else(|(asked, _)| asked), https, stop()).await
            }
        }
    };
    router
        .method_not_allowed_fallback(stopped(|| Stop::OtherMethod))
        .fallback(stopped(|| Stop::NotFound))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        // Last, so that it holds for every answer, whoever made it.
        .layer(map_response(move |mut response: Response<Body>| async move {
            guarded(response.headers_mut(), https);
            response
        }))
}

/// The stream of a need's page.
fn events(door: &Door, https: bool, stopping: &watch::Receiver<bool>) -> MethodRouter {
    let (door, stopping) = (door.clone(), stopping.clone());
    axum::routing::get(move |parts: Parts, request: Request| {
        let (door, stopping) = (door.clone(), stopping.clone());
        async move {
            let last = request
                .headers()
                .get("last-event-id")
                .and_then(|last| last.to_str().ok())
                .map(str::to_string);
            let mut asked = match asked(parts, https, request).await {
                Ok(asked) => asked,
                Err((asked, stop)) => return told_aside(door, asked, https, stop).await,
            };
            // A browser that lost the line says what it saw last.
            if let Some(last) = last {
                asked.query.insert(0, ("after".to_string(), last));
            }
            match live::stream(door.clone(), asked.clone(), stopping).await {
                Ok(stream) => stream,
                Err(stop) => told_aside(door, asked, https, stop).await,
            }
        }
    })
}

fn methods(door: &Door, https: bool, screen: &Screen) -> MethodRouter {
    let mut methods = MethodRouter::new();
    for (filter, answer) in [(MethodFilter::GET, screen.get), (MethodFilter::POST, screen.post)] {
        let Some(answer) = answer else { continue };
        let door = door.clone();
        let sent = screen.sent().filter(|_| filter == MethodFilter::POST);
        let handler = move |parts: Parts, request: Request| {
            answered(door.clone(), https, (answer, sent), parts, request)
        };
        methods = methods.merge(on(filter, handler));
    }
    if screen.is_for_programs() { methods.layer(DefaultBodyLimit::max(MOST_JSON_BYTES)) } else { methods }
}

/// A file of ours that a page needs.
fn own_file(media: &'static str, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=600"));
    response
}

/// One request, from its bytes to the bytes of its answer.
async fn answered(
    door: Door,
    https: bool,
    (answer, sent): (Answer, Option<Sent>),
    parts: Parts,
    request: Request,
) -> Response<Body> {
    let asked = match asked(parts, https, request).await {
        Ok(asked) => asked,
        Err((asked, stop)) => return told_aside(door, asked, https, stop).await,
    };
    if let Some(sent) = sent {
        door.slow().wait(&asked, sent).await;
    }
    let screen = door.clone();
    let done = tokio::task::spawn_blocking(move || {
        // A screen that breaks takes neither the others with it nor what was typed.
        let broken = |_| Err(Stop::Failed("this page broke; the log of the service says how".to_string()));
        let reply = catch_unwind(AssertUnwindSafe(|| answer(&screen, &asked))).unwrap_or_else(broken);
        told(&screen, &asked, https, reply)
    });
    done.await.unwrap_or_else(|_| being_stopped(&door, https))
}

/// Why there is no answer. A page at the desk reads who is signed in, and whoever reads the store waits for it: never on a thread that
/// others wait for.
async fn told_aside(door: Door, asked: Asked, https: bool, stop: Stop) -> Response<Body> {
    let reads = door.clone();
    let done = tokio::task::spawn_blocking(move || told(&reads, &asked, https, Err(stop)));
    done.await.unwrap_or_else(|_| being_stopped(&door, https))
}

/// What is left to say when nothing can be read any more. Nobody asked it, so nobody is looked up.
fn being_stopped(door: &Door, https: bool) -> Response<Body> {
    told(door, &Asked::default(), https, Err(Stop::Failed("the service is being stopped".to_string())))
}
