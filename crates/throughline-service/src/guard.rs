//! Guards: who may do what. A screen gets at the store only through one of these, so that none can forget to ask.
//!
//! [`Door`] is closed: nothing outside this file can open it. Each guard is made from the door and from what was asked, or says why
//! not. What a guard lets through is decided in `throughline::contact::sharing`, and reading a person's words is written down here.

use std::sync::Arc;

use jiff::tz::TimeZone;
use throughline::contact::sharing::{may_give_link, may_look_after, may_read, may_work};
use throughline::contact::{Event, File, Need, NeedId, PersonId, Reference, Seat};
use throughline::error::Error;
use throughline::time::Instant;
use throughline_store::{Account, List, Seen, Store};

use crate::accounts;
use crate::answers::Answers;
use crate::asked::{Asked, SentFrom};
use crate::guesses::Lines;
use crate::live::{Kept, Streams};
use crate::plans::Plans;
use crate::reply::Stop;
use crate::screens::doing::Last;
use crate::setup::Setup;
use crate::slow::Slow;
use crate::study::{Studies, available_threads};
use crate::there::There;
use crate::{just_logged, just_now};

/// What the running service has: its store, and what the place says of itself.
pub(crate) struct Service {
    pub(crate) store: Store,
    pub(crate) answers: Answers,
    pub(crate) kept: Kept,
    pub(crate) streams: Streams,
    pub(crate) slow: Slow,
    pub(crate) lines: Lines,
    pub(crate) there: There,
    pub(crate) doing: Last,
    pub(crate) setup: Setup,
    pub(crate) zone: TimeZone,
    pub(crate) studies: Studies,
    pub(crate) plans: Plans,
}

impl Service {
    /// Something happens to a need. A form that carries a token does it once, however often it is sent; whoever looks is told.
    fn act(
        &self,
        asked: &Asked,
        need: NeedId,
        decide: impl FnMut(&Need) -> Result<Vec<Event>, Error> + Send + 'static,
    ) -> Result<Need, Error> {
        let after = match asked.once_sent() {
            None => self.store.act(need, decide)?,
            Some(token) => self.store.act_once(&token, need, decide)?,
        };
        self.kept.tell(need);
        Ok(after)
    }
}

/// The service behind a closed door.
#[derive(Clone)]
pub(crate) struct Door(Arc<Service>);

impl Door {
    pub(crate) fn of(service: Service) -> Door {
        Door(Arc::new(service))
    }

    /// What the place says of itself, which everybody may know.
    pub(crate) fn setup(&self) -> &Setup {
        &self.0.setup
    }

    /// Tells that something was kept.
    pub(crate) fn kept(&self) -> &Kept {
        &self.0.kept
    }

    /// The streams that are open.
    pub(crate) fn streams(&self) -> &Streams {
        &self.0.streams
    }

    /// The line in which machines wait.
    pub(crate) fn slow(&self) -> &Slow {
        &self.0.slow
    }

    /// Gets ready for people: opens what they will read by, and reads what happened so far, for the study.
    pub(crate) fn get_ready(&self) -> Result<(), Error> {
        self.0.store.open_readers();
        self.0.store.log(available_threads()).map(drop)
    }

    /// Ends the runs of plans, with what was looked at until then.
    pub(crate) fn end_runs(&self) {
        self.0.plans.runs.end();
    }

    /// Reads the answers again.
    pub(crate) fn read_answers(&self) -> Result<(), Error> {
        self.0.answers.refresh(&self.0.store)
    }

    /// Tells of what was kept after so many events, and answers how many there are; nothing if that cannot be said now.
    pub(crate) fn happened(&self, known: Option<i64>) -> Option<i64> {
        let Some(known) = known else { return self.0.store.events().ok() };
        let (needs, now) = self.0.store.happened_after(known).ok()?;
        needs.into_iter().for_each(|need| self.0.kept.tell(need));
        Some(now)
    }
}

/// Anybody. They can say what they need, and read what everybody may.
pub(crate) struct Anybody {
    pub(crate) service: Arc<Service>,
}

impl Anybody {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<Anybody, Stop> {
        not_from_elsewhere(asked)?;
        Ok(Anybody { service: Arc::clone(&door.0) })
    }
}

impl Anybody {
    /// Whether what is under a reference was destroyed; nothing where there is no such need. It says nothing else of it.
    pub(crate) fn is_erased(&self, reference: Reference) -> Result<Option<bool>, Error> {
        let store = &self.service.store;
        let Some(need) = store.need_of(reference)? else { return Ok(None) };
        Ok(Some(read(store, need)?.0.is_erased()))
    }
}

/// A form has to come from one of our pages. Where the browser does not say, nobody is sent away with what they need: people have no
/// session that could be misused, and of those who signed in the form carries what no other page knows. Only signing in has neither.
fn not_from_elsewhere(asked: &Asked) -> Result<(), Stop> {
    let signs_in = || asked.path.starts_with("/desk/sign-in");
    match asked.sent_from {
        SentFrom::Here => Ok(()),
        SentFrom::Unsaid if !signs_in() => Ok(()),
        SentFrom::Unsaid | SentFrom::Elsewhere => Err(Stop::Elsewhere),
    }
}

/// Somebody who holds the link to a need: the person, or whom they gave it.
pub(crate) struct HoldsLink {
    pub(crate) service: Arc<Service>,
    pub(crate) need: Need,
    pub(crate) story: Vec<Event>,
    secret: String,
}

impl HoldsLink {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<HoldsLink, Stop> {
        not_from_elsewhere(asked)?;
        let store = &door.0.store;
        let reference: Reference = asked.part("reference")?.parse().map_err(|_| Stop::NotFound)?;
        let secret = asked.part("secret")?.to_string();
        let id = store.linked(reference, &secret)?.ok_or(Stop::NotFound)?;
        let (need, story) = read(store, id)?;
        // With what tells who they are, the link is gone too: nobody can prove that they are that person.
        if need.is_erased() {
            return Err(Stop::NotFound);
        }
        Ok(HoldsLink { service: Arc::clone(&door.0), need, story, secret })
    }

    /// The path of a page of this need.
    pub(crate) fn path(&self, asked: &Asked, page: &str) -> String {
        asked.to(&format!("/need/{}/{}{page}", self.need.reference, self.secret))
    }

    /// Something the person does.
    pub(crate) fn act(
        &self,
        asked: &Asked,
        decide: impl FnMut(&Need) -> Result<Vec<Event>, Error> + Send + 'static,
    ) -> Result<Need, Error> {
        self.service.act(asked, self.need.id, decide)
    }

    /// A file the person adds.
    pub(crate) fn add_file(&self, now: Instant, file: File, bytes: Vec<u8>) -> Result<Need, Error> {
        let after = self.service.store.add_file(now, self.need.id, file, bytes)?;
        self.service.kept.tell(self.need.id);
        Ok(after)
    }

    /// Who read what of this need, the latest first.
    pub(crate) fn seen(&self) -> Result<Vec<Seen>, Error> {
        let mut seen = self.service.store.seen_of(self.need.person, u32::MAX)?;
        seen.retain(|one| one.need.is_none_or(|need| need == self.need.id));
        Ok(seen)
    }
}

fn read(store: &Store, id: NeedId) -> Result<(Need, Vec<Event>), Error> {
    let story = store.story(id)?;
    let need = Need::of(&story)?.ok_or_else(|| Error::failed("a need has no events"))?;
    Ok((need, story))
}

/// Somebody who signed in, whatever they are there for. They can read what everybody may, and the study.
pub(crate) struct SignedIn {
    pub(crate) service: Arc<Service>,
    pub(crate) account: Account,
    secret: String,
}

impl SignedIn {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<SignedIn, Stop> {
        not_from_elsewhere(asked)?;
        let secret = asked.session.clone().ok_or(Stop::SignIn)?;
        let account = accounts::of_session(&door.0.store, asked.now(), &secret)?.ok_or(Stop::SignIn)?;
        // Every form of somebody who signed in carries this; one made elsewhere cannot know it.
        if asked.posted && asked.field("token") != accounts::form_token(&secret) {
            return Err(Stop::Elsewhere);
        }
        Ok(SignedIn { service: Arc::clone(&door.0), account, secret })
    }

    /// Whoever is signed in in this browser, only to be shown that they are, beside what went wrong: nothing is done for them.
    pub(crate) fn who_looks(door: &Door, asked: &Asked) -> Option<SignedIn> {
        let secret = asked.session.clone()?;
        let account = accounts::of_session(&door.0.store, asked.now(), &secret).ok()??;
        Some(SignedIn { service: Arc::clone(&door.0), account, secret })
    }

    /// What every form carries.
    pub(crate) fn token(&self) -> String {
        accounts::form_token(&self.secret)
    }

    /// Ends the session.
    pub(crate) fn sign_out(&self) -> Result<(), Error> {
        accounts::end(&self.service.store, &self.secret)
    }
}

/// Somebody who works on needs.
pub(crate) struct Works(SignedIn);

impl std::ops::Deref for Works {
    type Target = SignedIn;

    fn deref(&self) -> &SignedIn {
        &self.0
    }
}

impl Works {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<Works, Stop> {
        let signed_in = SignedIn::of(door, asked)?;
        if may_work(signed_in.account.role) {
            let Service { there, store, .. } = &*signed_in.service;
            there.note(store, asked.now(), &signed_in.account.seat.team())?;
            return Ok(Works(signed_in));
        }
        Err(Stop::NotYours("This is for those who work on needs. You can read the study.".to_string()))
    }

    /// Where they sit.
    pub(crate) fn seat(&self) -> Seat {
        self.account.seat.clone()
    }

    /// Whether this seat may read a need as it is now.
    pub(crate) fn may_read(&self, need: &Need) -> bool {
        may_read(self.account.role, &self.account.seat, need)
    }

    /// A need with its story, if this seat may read it; that it was read is written down.
    pub(crate) fn reads(&self, asked: &Asked, id: NeedId, screen: &str) -> Result<(Need, Vec<Event>), Stop> {
        let one = self.reads_each(asked, [(id, ())], screen, 1, |(), need, story| Some((need, story)))?;
        one.into_iter().next().ok_or(Stop::NotFound)
    }

    /// What is made of needs with their stories, of those that this seat may read: at most so many. That they were read is written down,
    /// all at once.
    pub(crate) fn reads_each<T, R>(
        &self,
        asked: &Asked,
        needs: impl IntoIterator<Item = (NeedId, T)>,
        screen: &str,
        most: usize,
        make: impl Fn(T, Need, Vec<Event>) -> Option<R>,
    ) -> Result<Vec<R>, Stop> {
        let (mut made, mut seen) = (Vec::new(), Vec::new());
        for (id, with) in needs {
            if made.len() == most {
                break;
            }
            let (need, story) = read(&self.service.store, id)?;
            let person = need.person;
            let one = if self.may_read(&need) { make(with, need, story) } else { None };
            if let Some(one) = one {
                made.push(one);
                seen.push(self.seen(asked, Some(person), Some(id), screen));
            }
        }
        self.service.store.saw_all(seen)?;
        Ok(made)
    }

    /// A need as it is, without anything that was said: for lists that show no words.
    pub(crate) fn reads_without_words(&self, id: NeedId) -> Result<Need, Stop> {
        let (need, _) = read(&self.service.store, id)?;
        if self.may_read(&need) { Ok(Need { reach: Vec::new(), ..need }) } else { Err(Stop::NotFound) }
    }

    /// What this seat may read of a person: their needs with their stories, the earliest first. That they were read is written down.
    pub(crate) fn reads_person(
        &self,
        asked: &Asked,
        person: PersonId,
        screen: &str,
    ) -> Result<Vec<(Need, Vec<Event>)>, Stop> {
        let lines = self.service.store.list(&List::OfPerson(person), 0, u32::MAX)?;
        let needs = lines.into_iter().map(|line| (line.need, ()));
        self.reads_each(asked, needs, screen, usize::MAX, |(), need, story| Some((need, story)))
    }

    /// Something the worker does on a need. That they may is asked again when it is done, as the need may have moved. A form that
    /// carries a token does it once, however often it is sent.
    pub(crate) fn acts(
        &self,
        asked: &Asked,
        id: NeedId,
        mut decide: impl FnMut(&Need) -> Result<Vec<Event>, Error> + Send + 'static,
    ) -> Result<Need, Error> {
        let Account { role, seat, .. } = self.account.clone();
        let decide = move |need: &Need| {
            if !may_read(role, &seat, need) {
                return Err(Error::asked("your organisation takes no part in this need any more"));
            }
            decide(need)
        };
        self.service.act(asked, id, decide)
    }

    /// That the worker took this need or wrote on it, for them to find it again. What they did is kept, whether this can be or not.
    pub(crate) fn did(&self, need: NeedId) {
        just_now::note(&self.service.store, &self.account.name, need).ok();
    }

    /// That the worker has just written down what somebody said to them on this need: they may want to send that person the link.
    pub(crate) fn logged(&self, asked: &Asked, need: NeedId) -> Result<(), Error> {
        just_logged::note(&self.service.store, &self.account.name, need, asked.now())
    }

    /// The open needs that the worker took or wrote on last, as far as this seat may read them still; that they were read is written down.
    pub(crate) fn just_now<R>(
        &self,
        asked: &Asked,
        make: impl Fn(Need, Vec<Event>) -> R,
    ) -> Result<Vec<R>, Stop> {
        let needs = just_now::of(&self.service.store, &self.account.name)?.into_iter().map(|need| (need, ()));
        let open = |(), need: Need, story| (need.is_open() && !need.is_erased()).then(|| make(need, story));
        self.reads_each(asked, needs, "today", usize::MAX, open)
    }

    /// Writes down that somebody was looked for of whom nothing is open to this seat, or who is not known at all. Who it was is told to
    /// nobody here: a person sees on their own page that they were looked for.
    pub(crate) fn looked_for(
        &self,
        asked: &Asked,
        person: Option<PersonId>,
        screen: &str,
    ) -> Result<(), Error> {
        self.service.store.saw(self.seen(asked, person, None, screen))
    }

    /// The person of a need that may not be open to this seat: only for writing down that it was looked for.
    pub(crate) fn person_of(&self, need: NeedId) -> Result<PersonId, Error> {
        Ok(read(&self.service.store, need)?.0.person)
    }

    /// That words of a person were read, or looked for.
    fn seen(&self, asked: &Asked, person: Option<PersonId>, need: Option<NeedId>, screen: &str) -> Seen {
        Seen {
            at: asked.now(),
            account: self.account.name.clone(),
            organisation: self.account.seat.organisation.clone(),
            person,
            need,
            screen: screen.to_string(),
        }
    }
}

/// Somebody who works on needs, and one that they may read.
pub(crate) struct ReadsNeed {
    pub(crate) works: Works,
    pub(crate) need: Need,
    pub(crate) story: Vec<Event>,
}

impl ReadsNeed {
    pub(crate) fn of(door: &Door, asked: &Asked, screen: &str) -> Result<ReadsNeed, Stop> {
        let works = Works::of(door, asked)?;
        let reference: Reference = asked.part("reference")?.parse().map_err(|_| Stop::NotFound)?;
        let id = works.service.store.need_of(reference)?.ok_or(Stop::NotFound)?;
        let (need, story) = works.reads(asked, id, screen)?;
        Ok(ReadsNeed { works, need, story })
    }

    /// The secret of the link to the person's page, once, for whoever has just logged a call on this need and may give it to them. That it
    /// was shown is written down: the person sees it, and so do those who look after the service.
    pub(crate) fn link_to_send(&self, asked: &Asked) -> Result<Option<String>, Stop> {
        let Account { name, role, seat, .. } = &self.works.account;
        let store = &self.works.service.store;
        if !may_give_link(*role, seat, &self.need)
            || !just_logged::once(store, name, self.need.id, asked.now())?
        {
            return Ok(None);
        }
        store.saw(self.works.seen(
            asked,
            Some(self.need.person),
            Some(self.need.id),
            "link to their page",
        ))?;
        Ok(Some(store.secret(self.need.id)))
    }

    /// Something the worker does.
    pub(crate) fn act(
        &self,
        asked: &Asked,
        decide: impl FnMut(&Need) -> Result<Vec<Event>, Error> + Send + 'static,
    ) -> Result<Need, Error> {
        let need = self.works.acts(asked, self.need.id, decide)?;
        self.works.did(need.id);
        Ok(need)
    }
}

/// Somebody who looks after the service: what is published, kept and erased, and who read what.
pub(crate) struct LooksAfter(Works);

impl std::ops::Deref for LooksAfter {
    type Target = Works;

    fn deref(&self) -> &Works {
        &self.0
    }
}

impl LooksAfter {
    pub(crate) fn of(door: &Door, asked: &Asked) -> Result<LooksAfter, Stop> {
        let works = Works::of(door, asked)?;
        if may_look_after(works.account.role) {
            return Ok(LooksAfter(works));
        }
        Err(Stop::NotYours("This is for managers of the service.".to_string()))
    }
}
