//! What happens to a need, told to those who look at it while it happens: server-sent events.
//!
//! An open page is a task that sleeps, not a thread. It wakes when something was kept in its need: told at once within this process,
//! and found by asking the store every few seconds where another process kept it.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use throughline::contact::NeedId;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use crate::asked::Asked;
use crate::guard::{Door, HoldsLink};
use crate::reply::Stop;
use crate::screens::talk;

/// So often another process's events are looked for.
const LOOKED_FOR: Duration = Duration::from_secs(2);
/// Every so many times the answers are read again: another process may have changed them.
const ANSWERS_READ: u32 = 15;
/// So often a sign of life is sent, so that nothing on the way closes the line.
const ALIVE: Duration = Duration::from_secs(15);

/// Tells that something was kept.
pub(crate) struct Kept(broadcast::Sender<NeedId>);

impl Default for Kept {
    fn default() -> Kept {
        Kept(broadcast::channel(1024).0)
    }
}

impl Kept {
    /// Something was kept in this need.
    pub(crate) fn tell(&self, need: NeedId) {
        // Nobody may be listening, which is just as well.
        self.0.send(need).ok();
    }
}

/// The stream of one page: first what it has not seen yet, then what happens.
pub(crate) async fn stream(
    door: Door,
    asked: Asked,
    mut stopping: watch::Receiver<bool>,
) -> Result<Response<Body>, Stop> {
    let mut seen = asked.query("after").and_then(|after| after.parse().ok()).unwrap_or(0);
    let mut kept = door.kept().0.subscribe();
    let (need, mut news) = news(&door, &asked, seen).await?;
    let (to, from) = mpsc::channel::<Result<Event, Infallible>>(8);
    tokio::spawn(async move {
        loop {
            for (number, markup) in news {
                seen = number;
                let event = Event::default().id(number.to_string()).data(markup);
                if to.send(Ok(event)).await.is_err() {
                    return;
                }
            }
            loop {
                tokio::select! {
                    () = to.closed() => return,
                    _ = stopping.changed() => return,
                    told = kept.recv() => match told {
                        Ok(other) if other != need => {}
                        Ok(_) | Err(RecvError::Lagged(_)) => break,
                        Err(RecvError::Closed) => return,
                    },
                }
            }
            news = match self::news(&door, &asked, seen).await {
                Ok((_, news)) => news,
                // The link opens nothing any more; the page, asked again, says so.
                Err(_) => return,
            };
        }
    });
    Ok(Sse::new(ReceiverStream::new(from)).keep_alive(KeepAlive::new().interval(ALIVE)).into_response())
}

/// What a page has not seen yet, each with its number; always through the guard, as the link may have been closed.
async fn news(door: &Door, asked: &Asked, seen: usize) -> Result<(NeedId, Vec<(usize, String)>), Stop> {
    let (door, asked) = (door.clone(), asked.clone());
    let read = tokio::task::spawn_blocking(move || {
        let holds = HoldsLink::of(&door, &asked)?;
        Ok((holds.need.id, talk::news(&holds, &asked, seen)))
    });
    read.await.unwrap_or_else(|why| Err(Stop::Failed(why.to_string())))
}

/// Looks for what other processes kept, as long as the service runs.
pub(crate) async fn look(door: Door) {
    let mut known = None;
    for times in 0_u32.. {
        tokio::time::sleep(LOOKED_FOR).await;
        let door = door.clone();
        let looked = tokio::task::spawn_blocking(move || {
            if times % ANSWERS_READ == 0 {
                // What cannot be read now is read the next time.
                door.read_answers().ok();
            }
            if door.kept().0.receiver_count() == 0 { None } else { door.happened(known) }
        });
        known = looked.await.ok().flatten();
    }
}
