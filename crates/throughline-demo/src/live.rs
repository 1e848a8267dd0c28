//! The same place as the events of a running service: what people said and what followed, as if the desk had written it down.
//!
//! What the four kept apart is here one story: the contact centre's contacts, the contractor's jobs as a hand-over with a visit, the
//! office's steps as another, what listeners made of the sample. The person says that it is sorted where nothing came back.

use std::collections::{BTreeMap, HashSet};

use throughline::contact::hand_over::{accept, offer};
use throughline::contact::listening::{Class as Heard, Heard as HeardAs};
use throughline::contact::person::{Arriving, say_more, sorted};
use throughline::contact::work::{Done, answer, done, think_sorted};
use throughline::contact::{
    By, Channel, Event, Language, Need, NeedId, Party, PersonId, Reach, Reference, Said, Seat, What, receive,
};
use throughline::error::Error;
use throughline::statistics::random::Random;
use throughline::time::{DAY_US, HOUR_US, Instant};

use crate::draw;
use crate::kind::{Body, LETTINGS};
use crate::listening::{Listened, listened};
use crate::place::{ANSWER_GIVEN, Contact, Place};
use crate::truth::REDESIGN_FROM;
use crate::when::{DAY, Minute, day_of};

/// Everybody who takes part: organisations with their teams.
pub const PARTIES: [(Body, &[&str]); 4] = [
    (Body::Council, &[CENTRE, "Repairs line", "Rents and benefits line", "Streets and bins line", LETTINGS]),
    (Body::Contractor, &["Planning"]),
    (Body::SharedOffice, &["Rents", "Benefits", "Housing list"]),
    (Body::Charity, &["Advice desk"]),
];

/// The team that answers the front door.
pub const CENTRE: &str = "General line";

/// First names, for those who work here. None of them is one of those who can sign in to the demo, who would be taken for each other.
pub const NAMES: [&str; 12] =
    ["Arwel", "Bea", "Carys", "Dev", "Esme", "Fran", "Gwen", "Huw", "Ines", "Joel", "Kit", "Lowri"];

/// Something that happened on a need.
enum Deed<'a> {
    Said(usize, &'a Contact),
    Raised,
    Visited,
    Closed,
    Stepped(&'static str, &'static str, u32),
}

/// So many days ago lettings were redesigned, as the running service tells it: long enough for weeks before and after to be compared.
pub const SINCE_REDESIGN: i64 = 90;

/// The minute of the place that is told as this one.
fn today() -> Minute {
    (day_of(REDESIGN_FROM) + SINCE_REDESIGN) * DAY
}

/// What happened in the last so many days of the place, as events, up to `now`. In order of time.
pub fn events(place: &Place, seed: u64, days: i64, now: Instant) -> Result<Vec<Event>, Error> {
    let heard: BTreeMap<usize, Listened> =
        listened(place, seed).into_iter().map(|one| (one.contact, one)).collect();
    let from = today() - days * DAY;
    let mut needs: BTreeMap<u32, Vec<(Minute, Deed<'_>)>> = BTreeMap::new();
    for (number, contact) in place.contacts.iter().enumerate() {
        needs.entry(contact.need).or_default().push((contact.at, Deed::Said(number, contact)));
    }
    for job in &place.jobs {
        let Some(deeds) = needs.get_mut(&job.need) else { continue };
        deeds.push((job.raised, Deed::Raised));
        deeds.extend(job.visited.map(|at| (at, Deed::Visited)));
        deeds.extend(job.closed.map(|at| (at, Deed::Closed)));
    }
    for step in &place.steps {
        let Some(deeds) = needs.get_mut(&step.need) else { continue };
        deeds.push((step.at, Deed::Stepped(step.done, step.team, step.tenths)));
    }
    let mut all = Vec::new();
    let mut random = Random::new(seed, "live");
    let mut references = HashSet::new();
    for (number, mut deeds) in needs {
        deeds.sort_by_key(|(at, _)| *at);
        let Some((first, Deed::Said(_, contact))) = deeds.first() else { continue };
        if *first < from {
            continue;
        }
        let mut reference = Reference::of_random(random.next_u64());
        while !references.insert(reference) {
            reference = Reference::of_random(random.next_u64());
        }
        let mut told = Told { events: Vec::new(), now, random: &mut random, heard: &heard };
        told.opened(number, contact, reference)?;
        for (at, deed) in deeds {
            told.happened(at, &deed)?;
        }
        told.ended()?;
        all.extend(told.events);
    }
    all.retain(|event| event.at <= now);
    all.sort_by_key(|event| (event.at, event.need));
    Ok(all)
}

/// One need as it is told.
struct Told<'a> {
    events: Vec<Event>,
    now: Instant,
    random: &'a mut Random,
    heard: &'a BTreeMap<usize, Listened>,
}

impl Told<'_> {
    fn instant(&self, at: Minute) -> Instant {
        Instant(self.now.0 - (today() - at) * (HOUR_US / 60))
    }

    fn need(&self) -> Result<Need, Error> {
        Need::of(&self.events)?.ok_or_else(|| Error::failed("a need was not opened"))
    }

    /// The next instant: never before what came earlier.
    fn after(&self, at: Instant) -> Instant {
        self.events.last().map_or(at, |event| at.max(event.at))
    }

    fn seat(&mut self, body: Body, team: &str) -> Seat {
        let worker = NAMES[self.random.below(NAMES.len())].to_string();
        Seat { worker, team: team.to_string(), organisation: body.name().to_string() }
    }

    fn opened(&mut self, number: u32, contact: &Contact, reference: Reference) -> Result<(), Error> {
        let channel = channel(contact.channel);
        let seat = self.seat(contact.body, contact.team);
        let by = if spoken(channel) { By::Worker(seat.clone()) } else { By::Person };
        let arriving = Arriving {
            need: NeedId(i64::from(number) + 1),
            person: PersonId(i64::from(contact.person) + 1),
            reference,
            channel,
            language: Language::English,
            place: Some(["North", "South", "Harbour", "Hill"][contact.person as usize % 4].to_string()),
            holder: seat.team(),
            by,
        };
        // Numbers that no telephone has (Ofcom keeps them for stories).
        let reach = vec![Reach::Phone(format!("01632 96{:04}", contact.person % 10_000))];
        let said = Said { reach, ..Said::words(&contact.words) };
        self.events.push(receive(self.instant(contact.at), said, arriving)?);
        Ok(())
    }

    fn happened(&mut self, at: Minute, deed: &Deed<'_>) -> Result<(), Error> {
        let at = self.after(self.instant(at));
        match deed {
            Deed::Said(number, contact) => self.said(at, *number, contact),
            Deed::Raised => {
                self.handed_over(at, Party::team(Body::Contractor.name(), "Planning"), "job raised")
            }
            Deed::Visited => self.worked(at, "first visit", None, Some(true)),
            Deed::Closed => {
                self.worked(at, "job closed", None, None)?;
                self.thought_sorted(at)
            }
            Deed::Stepped(done, team, tenths) => {
                let minutes = f64::from(*tenths) / 10.0;
                let office = Party::team(Body::SharedOffice.name(), *team);
                self.handed_over(at, office, "an application to decide")?;
                self.worked(at, done, Some(minutes), Some(*done == ANSWER_GIVEN))?;
                if *done == ANSWER_GIVEN { self.thought_sorted(at) } else { Ok(()) }
            }
        }
    }

    fn said(&mut self, at: Instant, number: usize, contact: &Contact) -> Result<(), Error> {
        let need = self.need()?;
        let first = self.events.len() == 1;
        if !first {
            let seat = self.seat(contact.body, contact.team);
            let mut event = say_more(&need, at, channel(contact.channel), Said::words(&contact.words))?;
            if spoken(channel(contact.channel)) {
                event.by = By::Worker(seat);
            }
            self.events.push(event);
        }
        if let Some(one) = self.heard.get(&number) {
            self.listened(at, contact, *one)?;
        }
        Ok(())
    }

    fn listened(&mut self, at: Instant, contact: &Contact, one: Listened) -> Result<(), Error> {
        let class = |name: &str| match name {
            "value" => Heard::Value,
            "failure" => Heard::Failure,
            _ => Heard::Other,
        };
        let need = self.need()?;
        let seat = self.seat(Body::Council, CENTRE);
        let heard = |system: &str| HeardAs {
            contact: need.contacts - 1,
            kind: contact.kind.reason().to_string(),
            system: class(system),
            organisation: class(one.own),
            team: None,
            step: None,
            caused_by: one.cause.filter(|_| system == "failure").map(|body| body.name().to_string()),
            chance: one.chance,
        };
        for system in [Some(one.system), one.second].into_iter().flatten() {
            let by = By::Worker(seat.clone());
            let what = What::Listened(Box::new(heard(system)));
            self.events.push(Event { need: need.id, person: need.person, at, by, what, said: None });
        }
        Ok(())
    }

    /// The holder offers it, and whoever it goes to takes it within a day.
    fn handed_over(&mut self, at: Instant, to: Party, why: &str) -> Result<(), Error> {
        let need = self.need()?;
        if need.holder.organisation == to.organisation && need.holder.team == to.team {
            return Ok(());
        }
        let giver = Seat {
            worker: need
                .holder
                .worker
                .clone()
                .unwrap_or_else(|| NAMES[self.random.below(NAMES.len())].to_string()),
            team: need.holder.team.clone(),
            organisation: need.holder.organisation.clone(),
        };
        let waits = draw::wait(5.0 * HOUR_US as f64, self.random) as i64;
        let offered = self.after(Instant(at.0 - waits.min(DAY_US)));
        self.events.push(offer(&need, offered, &giver, to.clone(), why)?);
        let need = self.need()?;
        let worker = NAMES[self.random.below(NAMES.len())].to_string();
        let taker = Seat { worker, team: to.team, organisation: to.organisation };
        self.events.push(accept(&need, at, &taker)?);
        Ok(())
    }

    fn holder(&self, need: &Need) -> Seat {
        Seat {
            worker: need.holder.worker.clone().unwrap_or_else(|| NAMES[0].to_string()),
            team: need.holder.team.clone(),
            organisation: need.holder.organisation.clone(),
        }
    }

    fn worked(
        &mut self,
        at: Instant,
        activity: &str,
        minutes: Option<f64>,
        value: Option<bool>,
    ) -> Result<(), Error> {
        let need = self.need()?;
        let seat = self.holder(&need);
        self.events.push(done(&need, at, &seat, Done { activity, minutes, value, note: "" })?);
        Ok(())
    }

    fn thought_sorted(&mut self, at: Instant) -> Result<(), Error> {
        let need = self.need()?;
        let seat = self.holder(&need);
        self.events.push(think_sorted(&need, at, &seat, "")?);
        Ok(())
    }

    /// What was answered at once is answered; and most people say that it is sorted, some days later, where somebody asked them.
    fn ended(&mut self) -> Result<(), Error> {
        let need = self.need()?;
        let Some(last) = self.events.last().map(|event| event.at) else { return Ok(()) };
        if need.answered_at.is_none()
            && need.holder.organisation != Body::Contractor.name()
            && self.events.len() < 4
        {
            let seat = self.holder(&need);
            let at = Instant(last.0 + draw::wait(2.0 * HOUR_US as f64, self.random) as i64);
            self.events.push(answer(&need, at, &seat, Channel::Phone, "We have answered this.")?);
            if draw::chance(0.85, self.random) {
                let need = self.need()?;
                let later = Instant(at.0 + draw::wait(0.5 * DAY_US as f64, self.random) as i64);
                self.events.push(sorted(&need, later, "")?);
            }
        } else if need.thought_sorted_at.is_some() && need.is_open() && draw::chance(0.8, self.random) {
            let later = Instant(last.0 + draw::wait(2.0 * DAY_US as f64, self.random) as i64);
            self.events.push(sorted(&need, later, "")?);
        }
        Ok(())
    }
}

/// Whether somebody else wrote it down.
fn spoken(channel: Channel) -> bool {
    matches!(channel, Channel::Phone | Channel::Visit)
}

fn channel(name: &str) -> Channel {
    match name {
        "Phone" => Channel::Phone,
        "Counter" => Channel::Visit,
        "Email" => Channel::Email,
        "Text" => Channel::Text,
        _ => Channel::Web,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_told_in_order_and_nothing_lies_ahead() {
        let now = Instant(1_700_000_000_000_000);
        let place = crate::place::place(crate::SEED);
        let all = events(&place, crate::SEED, 60, now).unwrap();
        assert!(all.len() > 5_000, "{}", all.len());
        assert!(all.is_sorted_by_key(|event| event.at));
        assert!(all.last().unwrap().at <= now);
        let mut needs: BTreeMap<NeedId, Vec<&Event>> = BTreeMap::new();
        all.iter().for_each(|event| needs.entry(event.need).or_default().push(event));
        let folded: Vec<Need> =
            needs.into_values().map(|events| Need::of(events).unwrap().unwrap()).collect();
        let open = folded.iter().filter(|need| need.is_open()).count();
        assert!(open > 100 && open * 2 < folded.len(), "{open} of {}", folded.len());
        let of = |body: Body| folded.iter().filter(|need| need.holder.organisation == body.name()).count();
        assert!(Body::ALL.into_iter().all(|body| of(body) > 10));
        assert_eq!(events(&place, crate::SEED, 60, now).unwrap(), all);
    }
}
