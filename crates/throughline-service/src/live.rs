//! What happens to a need, told to those who look at it while it happens: server-sent events.
//!
//! An open page is a task that sleeps, not a thread. It wakes when something was kept in its need: told at once within this process,
//! and found by asking the store every few seconds where another process kept it.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::Response;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use throughline::contact::NeedId;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
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

/// At most so many streams of one need: more than the tabs and telephones of one person.
const MOST_OF_NEED: usize = 20;
/// At most so many in all, so that those who hold many leave a quarter of all connections to pages.
const MOST: usize = 3_000;
/// A browser whose stream was ended for another one asks again after so long, with what it saw last. Its page works meanwhile.
const AGAIN: Duration = Duration::from_secs(30);

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

/// The streams that are open, the one that was opened first of all first. By address nobody is counted: the people of one library share
/// theirs.
#[derive(Default)]
pub(crate) struct Streams(Mutex<Vec<(NeedId, oneshot::Sender<()>)>>);

impl Streams {
    /// One more of a need; what comes back says when it has to end. Nobody is refused: where there are too many, the one that was open
    /// longest ends, of this need or of all.
    fn open(&self, need: NeedId) -> oneshot::Receiver<()> {
        let (end, ended) = oneshot::channel();
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(_, end)| !end.is_closed());
        let of_need = open.iter().filter(|(other, _)| *other == need).count();
        let too_many = if of_need >= MOST_OF_NEED {
            open.iter().position(|(other, _)| *other == need)
        } else {
            (open.len() >= MOST).then_some(0)
        };
        if let Some(longest) = too_many {
            // It ends when nobody can tell it anything any more.
            open.remove(longest);
        }
        open.push((need, end));
        ended
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
    let ended = door.streams().open(need);
    let (to, from) = mpsc::channel::<Result<Event, Infallible>>(8);
    let end = to.clone();
    let telling = async move {
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
    };
    tokio::spawn(async move {
        tokio::select! {
            () = telling => {}
            // Whoever does not take even that is not waited for.
            _ = ended => drop(end.try_send(Ok(Event::default().retry(AGAIN)))),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a stream still goes on.
    fn goes_on(ended: &mut oneshot::Receiver<()>) -> bool {
        ended.try_recv() == Err(oneshot::error::TryRecvError::Empty)
    }

    #[test]
    fn of_one_need_and_of_all_only_so_many_are_open_and_the_longest_ends() {
        let streams = Streams::default();
        let mut other = streams.open(NeedId(2));
        let mut of_one: Vec<_> = (0..MOST_OF_NEED).map(|_| streams.open(NeedId(1))).collect();
        assert!(of_one.iter_mut().all(goes_on));
        of_one.push(streams.open(NeedId(1)));
        let going: Vec<bool> = of_one.iter_mut().map(goes_on).collect();
        assert_eq!(going.iter().position(|goes_on| *goes_on), Some(1), "only the first of them ends");
        assert!(going[1..].iter().all(|goes_on| *goes_on) && goes_on(&mut other));
        // Pages that were closed count no more.
        drop(of_one);
        let mut more: Vec<_> = (3..).take(MOST - 1).map(|need| streams.open(NeedId(need))).collect();
        assert!(goes_on(&mut other) && more.iter_mut().all(goes_on));
        let mut last = streams.open(NeedId(1));
        assert!(!goes_on(&mut other) && more.iter_mut().all(goes_on) && goes_on(&mut last));
    }
}
