CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    need INTEGER NOT NULL,
    person INTEGER NOT NULL,
    body TEXT NOT NULL,
    sealed BLOB,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX event_of_need ON event (need, number);
CREATE TRIGGER event_is_not_changed BEFORE UPDATE ON event BEGIN SELECT raise(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_is_not_removed BEFORE DELETE ON event BEGIN SELECT raise(ABORT, 'events are never removed'); END;

-- What lists show: made from the events, and made again by `throughline rebuild`.
CREATE TABLE line (
    need INTEGER PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    person INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    team TEXT NOT NULL,
    worker TEXT,
    offered_organisation TEXT,
    offered_team TEXT,
    offered_worker TEXT,
    last_at INTEGER NOT NULL,
    person_last_at INTEGER NOT NULL,
    waits INTEGER NOT NULL,
    sorted_at INTEGER,
    thought_sorted_at INTEGER,
    promised_by INTEGER,
    language TEXT NOT NULL,
    place TEXT,
    taking_part TEXT NOT NULL
) STRICT;
CREATE INDEX line_held ON line (organisation, team, opened_at) WHERE sorted_at IS NULL;
CREATE INDEX line_offered ON line (offered_organisation, offered_team, opened_at) WHERE offered_organisation IS NOT NULL;
CREATE INDEX line_of_person ON line (person, opened_at);
CREATE TABLE taking_part (
    organisation TEXT NOT NULL,
    need INTEGER NOT NULL,
    PRIMARY KEY (organisation, need)
) STRICT, WITHOUT ROWID;
CREATE INDEX taking_part_of_need ON taking_part (need);
CREATE TABLE contact (
    need INTEGER NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    organisation TEXT NOT NULL,
    listeners INTEGER NOT NULL,
    PRIMARY KEY (need, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_to_listen ON contact (organisation, at) WHERE listeners < 2;

-- A person's key, wrapped with the service's; without it nothing that they said can be read.
CREATE TABLE person_key (person INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
CREATE TABLE found (
    found_by BLOB NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (found_by, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX found_of_person ON found (person);
CREATE TABLE file (content TEXT PRIMARY KEY, person INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX file_of_person ON file (person);

-- Rows of other people's logs: see recorded.rs.
CREATE TABLE recorded (
    number INTEGER PRIMARY KEY,
    content TEXT NOT NULL UNIQUE,
    need TEXT NOT NULL,
    at INTEGER NOT NULL,
    row TEXT NOT NULL
) STRICT;

-- A form that was sent twice is one contact.
CREATE TABLE once (token TEXT PRIMARY KEY, need INTEGER NOT NULL) STRICT;
CREATE TABLE document (kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name)) STRICT;
CREATE TABLE seen (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    organisation TEXT NOT NULL,
    person INTEGER NOT NULL,
    need INTEGER,
    screen TEXT NOT NULL
) STRICT;
CREATE INDEX seen_of_person ON seen (person, at);
