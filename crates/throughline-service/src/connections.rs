//! Connections: each is served until it ends or the service stops, and whoever sends nothing is let go, so that many slow ones cannot
//! keep others out.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// So long may the head of a request be on its way, and a connection be open with no request. Tests do not wait as long.
const MOST_WAIT: Duration = Duration::from_secs(if cfg!(test) { 10 } else { 30 });
/// The most bytes of the head of a request: more than any browser sends of itself.
const MOST_HEAD_BYTES: usize = 32 * 1024;
/// So many at once. More wait in the system's line until one is free.
const MOST_AT_ONCE: usize = 4096;
/// So long is waited where the system can open no more.
const FULL: Duration = Duration::from_millis(100);

/// Serves until `end`; what was begun is finished.
pub(crate) async fn serve(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(MOST_WAIT).max_header_size(MOST_HEAD_BYTES);
    let places = Arc::new(Semaphore::new(MOST_AT_ONCE));
    let all = GracefulShutdown::new();
    let mut end = pin!(end);
    loop {
        let accepted = async {
            let place = Arc::clone(&places).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut end => break,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(FULL).await;
            continue;
        };
        let service = TowerToHyperService::new(router.clone());
        let served = all.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // Whoever goes away in the middle is no trouble of the service.
            served.await.ok();
            drop(place);
        });
    }
    drop(listener);
    all.shutdown().await;
}
