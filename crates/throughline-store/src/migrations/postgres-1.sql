CREATE TABLE event (
    number BIGINT PRIMARY KEY,
    need BIGINT NOT NULL,
    person BIGINT NOT NULL,
    body TEXT NOT NULL,
    sealed BYTEA,
    hash BYTEA NOT NULL
);
CREATE INDEX event_of_need ON event (need, number);
CREATE FUNCTION event_is_kept() RETURNS trigger LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'events are never changed and never removed'; END $$;
CREATE TRIGGER event_is_kept BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION event_is_kept();
CREATE TRIGGER events_are_kept BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION event_is_kept();

-- What lists show: made from the events, and made again by `throughline rebuild`.
CREATE TABLE line (
    need BIGINT PRIMARY KEY,
    reference TEXT NOT NULL UNIQUE,
    person BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    team TEXT NOT NULL,
    worker TEXT,
    offered_organisation TEXT,
    offered_team TEXT,
    offered_worker TEXT,
    last_at BIGINT NOT NULL,
    person_last_at BIGINT NOT NULL,
    waits BIGINT NOT NULL,
    sorted_at BIGINT,
    thought_sorted_at BIGINT,
    promised_by BIGINT,
    language TEXT NOT NULL,
    place TEXT,
    taking_part TEXT NOT NULL
);
CREATE INDEX line_held ON line (organisation, team, opened_at) WHERE sorted_at IS NULL;
CREATE INDEX line_offered ON line (offered_organisation, offered_team, opened_at) WHERE offered_organisation IS NOT NULL;
CREATE INDEX line_of_person ON line (person, opened_at);
CREATE TABLE taking_part (
    organisation TEXT NOT NULL,
    need BIGINT NOT NULL,
    PRIMARY KEY (organisation, need)
);
CREATE INDEX taking_part_of_need ON taking_part (need);
CREATE TABLE contact (
    need BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    listeners BIGINT NOT NULL,
    PRIMARY KEY (need, number)
);
CREATE INDEX contact_to_listen ON contact (organisation, at) WHERE listeners < 2;

-- A person's key, wrapped with the service's; without it nothing that they said can be read.
CREATE TABLE person_key (person BIGINT PRIMARY KEY, wrapped BYTEA NOT NULL);
CREATE TABLE found (
    found_by BYTEA NOT NULL,
    person BIGINT NOT NULL,
    PRIMARY KEY (found_by, person)
);
CREATE INDEX found_of_person ON found (person);
CREATE TABLE file (content TEXT PRIMARY KEY, person BIGINT NOT NULL, sealed BYTEA NOT NULL);
CREATE INDEX file_of_person ON file (person);

-- Rows of other people's logs: see recorded.rs.
CREATE TABLE recorded (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content TEXT NOT NULL UNIQUE,
    need TEXT NOT NULL,
    at BIGINT NOT NULL,
    row TEXT NOT NULL
);

-- A form that was sent twice is one contact.
CREATE TABLE once (token TEXT PRIMARY KEY, need BIGINT NOT NULL);
CREATE TABLE document (kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name));
CREATE TABLE seen (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at BIGINT NOT NULL,
    account TEXT NOT NULL,
    organisation TEXT NOT NULL,
    person BIGINT NOT NULL,
    need BIGINT,
    screen TEXT NOT NULL
);
CREATE INDEX seen_of_person ON seen (person, at);
