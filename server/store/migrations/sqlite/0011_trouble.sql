-- Errors of Microsoft that an organisation has met, the same one once an hour. No text of Microsoft, no person.
CREATE TABLE trouble (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    hour INTEGER NOT NULL,
    place TEXT NOT NULL,
    meaning TEXT NOT NULL,
    code TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    correlation TEXT,
    met INTEGER NOT NULL,
    PRIMARY KEY (tenant, hour, place, meaning, code)
) STRICT;
CREATE INDEX trouble_last ON trouble (last_at);

-- What became of the installation's credentials when they were last used for an organisation.
CREATE TABLE credential_use (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    slot TEXT NOT NULL,
    last_ok INTEGER,
    error_at INTEGER,
    error_meaning TEXT,
    error_number INTEGER,
    error_correlation TEXT,
    PRIMARY KEY (tenant, slot)
) STRICT;
