-- What lists show too: when somebody last spoke to the person, who was asked to help and has not yet, whose words were destroyed. Lines
-- that were made before are filled by `throughline rebuild`.
ALTER TABLE line ADD COLUMN answered_at INTEGER;
ALTER TABLE line ADD COLUMN asked_to_help TEXT NOT NULL DEFAULT '[]';
ALTER TABLE line ADD COLUMN erased_at INTEGER;
CREATE TABLE asked_to_help (
    organisation TEXT NOT NULL,
    team TEXT NOT NULL,
    need INTEGER NOT NULL,
    PRIMARY KEY (organisation, team, need)
) STRICT, WITHOUT ROWID;
CREATE INDEX asked_to_help_of_need ON asked_to_help (need);
