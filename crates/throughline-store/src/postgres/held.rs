//! Rows that are to be kept with a commit and were not sent yet. What many people do at once goes to the server with one statement a table
//! and not with several for each of them, as each crosses to another process and back. All of it is sent before anything is asked or
//! written that it may matter to, and before the commit; where the commit does not come about, it is forgotten.

use std::collections::{BTreeMap, HashMap};

use throughline::contact::{NeedId, Party, PersonId};
use throughline::error::Error;

use super::Postgres;
use crate::database::LooksFor;
use crate::line::{ContactLine, Line};
use crate::record::Record;
use crate::store::Seen;

/// At most so many rows are held: a place that is taken in at once has more than fit into memory.
const MOST: usize = 2_000;

/// What is held, by table. Of what can be put twice, the last stands.
#[derive(Default)]
pub(super) struct Held {
    records: Vec<Record>,
    lines: BTreeMap<NeedId, Line>,
    contacts: BTreeMap<(NeedId, u32), ContactLine>,
    keys: Vec<(PersonId, Vec<u8>)>,
    found: Vec<(Vec<u8>, PersonId)>,
    once: Vec<(String, NeedId)>,
    documents: BTreeMap<(String, String), String>,
    seen: Vec<Seen>,
}

impl Held {
    fn rows(&self) -> usize {
        let Held { records, lines, contacts, keys, found, once, documents, seen } = self;
        let of_needs = records.len() + lines.len() + contacts.len();
        of_needs + keys.len() + found.len() + once.len() + documents.len() + seen.len()
    }

    pub(super) fn has_events_of(&self, need: NeedId) -> bool {
        self.records.iter().any(|record| record.need == need)
    }

    pub(super) fn has_key_of(&self, person: PersonId) -> bool {
        self.keys.iter().any(|(known, _)| *known == person)
    }
}

/// What was asked ahead for all who share a commit: the need of each form and of each reference, nothing where there is none. What they
/// put themselves stands here too, so that it stays true until the commit.
#[derive(Default)]
pub(super) struct Ahead {
    forms: HashMap<String, Option<NeedId>>,
    references: HashMap<String, Option<NeedId>>,
}

/// One value of each row.
fn column<'a, R, T>(rows: &'a [R], of: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

impl Postgres {
    pub(crate) fn append(&mut self, record: &Record) -> Result<(), Error> {
        self.held.records.push(record.clone());
        self.send_many()
    }

    pub(crate) fn put_line(&mut self, line: &Line) -> Result<(), Error> {
        if let Some(known) = self.ahead.references.get_mut(&line.reference.to_string()) {
            *known = Some(line.need);
        }
        self.held.lines.insert(line.need, line.clone());
        self.send_many()
    }

    pub(crate) fn put_contact(&mut self, contact: &ContactLine) -> Result<(), Error> {
        self.held.contacts.insert((contact.need, contact.number), contact.clone());
        self.send_many()
    }

    pub(crate) fn put_key(&mut self, person: PersonId, wrapped: &[u8]) -> Result<(), Error> {
        self.held.keys.push((person, wrapped.to_vec()));
        self.send_many()
    }

    pub(crate) fn put_found(&mut self, found_by: &[u8], person: PersonId) -> Result<(), Error> {
        self.held.found.push((found_by.to_vec(), person));
        self.send_many()
    }

    pub(crate) fn put_once(&mut self, token: &str, need: NeedId) -> Result<(), Error> {
        if let Some(known) = self.ahead.forms.get_mut(token) {
            *known = Some(need);
        }
        self.held.once.push((token.to_string(), need));
        self.send_many()
    }

    pub(crate) fn put_document(&mut self, kind: &str, name: &str, body: &str) -> Result<(), Error> {
        self.held.documents.insert((kind.to_string(), name.to_string()), body.to_string());
        self.send_many()
    }

    pub(crate) fn put_seen(&mut self, seen: &Seen) -> Result<(), Error> {
        self.held.seen.push(seen.clone());
        self.send_many()
    }

    /// Asks at once for all that the tasks of a commit will look for.
    pub(crate) fn look_ahead(&mut self, looks_for: &[&LooksFor]) -> Result<(), Error> {
        let forms: Vec<&str> = looks_for.iter().filter_map(|one| one.form.as_deref()).collect();
        let references: Vec<String> =
            looks_for.iter().filter_map(|one| one.reference).map(|reference| reference.to_string()).collect();
        if forms.is_empty() && references.is_empty() {
            return Ok(());
        }
        let sql = "SELECT true, token, need FROM once WHERE token = ANY ($1) \
                   UNION ALL SELECT false, reference, need FROM line WHERE reference = ANY ($2)";
        let there = self.all(sql, &[&forms, &references], |row| {
            Ok((row.try_get::<_, bool>(0)?, row.try_get::<_, String>(1)?, NeedId(row.try_get(2)?)))
        })?;
        let none = |name: &str| (name.to_string(), None);
        self.ahead.forms = forms.into_iter().map(none).collect();
        self.ahead.references = references.iter().map(|reference| none(reference)).collect();
        for (is_form, name, need) in there {
            let all = if is_form { &mut self.ahead.forms } else { &mut self.ahead.references };
            all.insert(name, Some(need));
        }
        Ok(())
    }

    pub(crate) fn once(&mut self, token: &str) -> Result<Option<NeedId>, Error> {
        if let Some(known) = self.ahead.forms.get(token) {
            return Ok(*known);
        }
        self.one("SELECT need FROM once WHERE token = $1", &[&token], |row| row.try_get(0).map(NeedId))
    }

    pub(crate) fn need_of(&mut self, reference: &str) -> Result<Option<NeedId>, Error> {
        if let Some(known) = self.ahead.references.get(reference) {
            return Ok(*known);
        }
        self.one("SELECT need FROM line WHERE reference = $1", &[&reference], |row| {
            row.try_get(0).map(NeedId)
        })
    }

    /// Forgets what was held, and what was asked ahead: the commit is over.
    pub(super) fn forget_held(&mut self) {
        self.held = Held::default();
        self.ahead = Ahead::default();
    }

    fn send_many(&mut self) -> Result<(), Error> {
        if self.held.rows() < MOST { Ok(()) } else { self.send() }
    }

    /// Sends all that is held.
    pub(super) fn send(&mut self) -> Result<(), Error> {
        if self.held.rows() == 0 {
            return Ok(());
        }
        let Held { records, lines, contacts, keys, found, once, documents, seen } =
            std::mem::take(&mut self.held);
        self.send_keys(&keys)?;
        self.send_records(&records)?;
        self.send_contacts(&contacts.into_values().collect::<Vec<_>>())?;
        self.send_lines(&lines.into_values().collect::<Vec<_>>())?;
        self.send_found(&found)?;
        self.send_once(&once)?;
        self.send_documents(&documents.into_iter().collect::<Vec<_>>())?;
        self.send_seen(&seen)
    }

    fn send_keys(&mut self, keys: &[(PersonId, Vec<u8>)]) -> Result<(), Error> {
        self.send_rows(
            keys,
            "INSERT INTO person_key (person, wrapped) SELECT * FROM unnest($1::bigint[], $2::bytea[])",
            &[&column(keys, |(person, _)| person.0), &column(keys, |(_, wrapped)| wrapped)],
        )
    }

    fn send_records(&mut self, records: &[Record]) -> Result<(), Error> {
        self.send_rows(
            records,
            "INSERT INTO event (number, need, person, body, sealed, hash) \
             SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bytea[], $6::bytea[])",
            &[
                &column(records, |record| record.number),
                &column(records, |record| record.need.0),
                &column(records, |record| record.person.0),
                &column(records, |record| &record.body),
                &column(records, |record| &record.sealed),
                &column(records, |record| record.hash.as_slice()),
            ],
        )
    }

    fn send_contacts(&mut self, contacts: &[ContactLine]) -> Result<(), Error> {
        self.send_rows(
            contacts,
            "INSERT INTO contact (need, number, at, organisation, listeners) \
             SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[]) \
             ON CONFLICT (need, number) DO UPDATE SET (at, organisation, listeners) = \
             (excluded.at, excluded.organisation, excluded.listeners)",
            &[
                &column(contacts, |contact| contact.need.0),
                &column(contacts, |contact| i64::from(contact.number)),
                &column(contacts, |contact| contact.at.0),
                &column(contacts, |contact| &contact.organisation),
                &column(contacts, |contact| i64::from(contact.listeners)),
            ],
        )
    }

    /// The lines and who takes part, in one statement.
    fn send_lines(&mut self, lines: &[Line]) -> Result<(), Error> {
        let taking_part = || parties(lines, |line| &line.taking_part);
        let asked = || parties(lines, |line| &line.asked_to_help);
        self.send_rows(
            lines,
            "WITH put AS (INSERT INTO line (need, reference, person, opened_at, organisation, team, worker, offered_organisation, \
             offered_team, offered_worker, last_at, person_last_at, waits, sorted_at, thought_sorted_at, promised_by, language, place, \
             taking_part, answered_at, asked_to_help, erased_at) SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], \
             $7::text[], $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], \
             $15::bigint[], $16::bigint[], $17::text[], $18::text[], $19::text[], \
             $22::bigint[], $23::text[], $24::bigint[]) \
             ON CONFLICT (need) DO UPDATE SET (organisation, team, worker, offered_organisation, offered_team, offered_worker, \
             last_at, person_last_at, waits, sorted_at, thought_sorted_at, promised_by, taking_part, answered_at, asked_to_help, \
             erased_at) = \
             (excluded.organisation, excluded.team, excluded.worker, excluded.offered_organisation, excluded.offered_team, \
             excluded.offered_worker, excluded.last_at, excluded.person_last_at, excluded.waits, excluded.sorted_at, \
             excluded.thought_sorted_at, excluded.promised_by, excluded.taking_part, excluded.answered_at, excluded.asked_to_help, \
             excluded.erased_at)), \
             takes AS (SELECT * FROM unnest($20::text[], $21::bigint[]) AS takes (organisation, need)), \
             gone AS (DELETE FROM taking_part WHERE need = ANY ($1) \
             AND (organisation, need) NOT IN (SELECT organisation, need FROM takes)), \
             asked AS (SELECT * FROM unnest($25::text[], $26::text[], $27::bigint[]) AS asked (organisation, team, need)), \
             helped AS (DELETE FROM asked_to_help WHERE need = ANY ($1) \
             AND (organisation, team, need) NOT IN (SELECT organisation, team, need FROM asked)), \
             asks AS (INSERT INTO asked_to_help (organisation, team, need) SELECT DISTINCT organisation, team, need FROM asked \
             ON CONFLICT DO NOTHING) \
             INSERT INTO taking_part (organisation, need) SELECT DISTINCT organisation, need FROM takes ON CONFLICT DO NOTHING",
            &[
                &column(lines, |line| line.need.0),
                &column(lines, |line| line.reference.to_string()),
                &column(lines, |line| line.person.0),
                &column(lines, |line| line.opened_at.0),
                &column(lines, |line| &line.holder.organisation),
                &column(lines, |line| &line.holder.team),
                &column(lines, |line| &line.holder.worker),
                &column(lines, |line| line.offered_to.as_ref().map(|party| &party.organisation)),
                &column(lines, |line| line.offered_to.as_ref().map(|party| &party.team)),
                &column(lines, |line| line.offered_to.as_ref().and_then(|party| party.worker.as_ref())),
                &column(lines, |line| line.last_at.0),
                &column(lines, |line| line.person_last_at.0),
                &column(lines, |line| i64::from(line.waits)),
                &column(lines, |line| line.sorted_at.map(|at| at.0)),
                &column(lines, |line| line.thought_sorted_at.map(|at| at.0)),
                &column(lines, |line| line.promised_by.map(|at| at.0)),
                &column(lines, |line| line.language.code()),
                &column(lines, |line| &line.place),
                &column(lines, |line| serde_json::to_string(&line.taking_part).unwrap_or_default()),
                &taking_part().map(|(_, party)| &party.organisation).collect::<Vec<_>>(),
                &taking_part().map(|(need, _)| need).collect::<Vec<_>>(),
                &column(lines, |line| line.answered_at.map(|at| at.0)),
                &column(lines, |line| serde_json::to_string(&line.asked_to_help).unwrap_or_default()),
                &column(lines, |line| line.erased_at.map(|at| at.0)),
                &asked().map(|(_, party)| &party.organisation).collect::<Vec<_>>(),
                &asked().map(|(_, party)| &party.team).collect::<Vec<_>>(),
                &asked().map(|(need, _)| need).collect::<Vec<_>>(),
            ],
        )
    }

    fn send_found(&mut self, found: &[(Vec<u8>, PersonId)]) -> Result<(), Error> {
        self.send_rows(
            found,
            "INSERT INTO found (found_by, person) SELECT * FROM unnest($1::bytea[], $2::bigint[]) ON CONFLICT DO NOTHING",
            &[&column(found, |(found_by, _)| found_by), &column(found, |(_, person)| person.0)],
        )
    }

    fn send_once(&mut self, once: &[(String, NeedId)]) -> Result<(), Error> {
        self.send_rows(
            once,
            "INSERT INTO once (token, need) SELECT * FROM unnest($1::text[], $2::bigint[])",
            &[&column(once, |(token, _)| token), &column(once, |(_, need)| need.0)],
        )
    }

    fn send_documents(&mut self, documents: &[((String, String), String)]) -> Result<(), Error> {
        self.send_rows(
            documents,
            "INSERT INTO document (kind, name, body) SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) \
             ON CONFLICT (kind, name) DO UPDATE SET body = excluded.body",
            &[
                &column(documents, |((kind, _), _)| kind),
                &column(documents, |((_, name), _)| name),
                &column(documents, |(_, body)| body),
            ],
        )
    }

    fn send_seen(&mut self, seen: &[Seen]) -> Result<(), Error> {
        self.send_rows(
            seen,
            "INSERT INTO seen (at, account, organisation, person, need, screen) \
             SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[])",
            &[
                &column(seen, |seen| seen.at.0),
                &column(seen, |seen| &seen.account),
                &column(seen, |seen| &seen.organisation),
                &column(seen, Seen::of_whom),
                &column(seen, |seen| seen.need.map(|need| need.0)),
                &column(seen, |seen| &seen.screen),
            ],
        )
    }

    /// Sends the rows of one table, if there are any.
    fn send_rows<R>(&mut self, rows: &[R], sql: &str, columns: &[super::Value<'_>]) -> Result<(), Error> {
        if rows.is_empty() { Ok(()) } else { self.write(sql, columns) }
    }
}

/// Parties of lines, each with its need.
fn parties(lines: &[Line], of: fn(&Line) -> &Vec<Party>) -> impl Iterator<Item = (i64, &Party)> {
    lines.iter().flat_map(move |line| of(line).iter().map(move |party| (line.need.0, party)))
}
