-- Errors of Microsoft that an organisation has met, the same one once an hour. No text of Microsoft, no person.
CREATE TABLE trouble (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    hour BIGINT NOT NULL,
    place TEXT NOT NULL,
    meaning TEXT NOT NULL,
    code TEXT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    correlation TEXT,
    met BIGINT NOT NULL,
    PRIMARY KEY (tenant, hour, place, meaning, code)
);
CREATE INDEX trouble_last ON trouble (last_at);

-- What became of the installation's credentials when they were last used for an organisation.
CREATE TABLE credential_use (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    slot TEXT NOT NULL,
    last_ok BIGINT,
    error_at BIGINT,
    error_meaning TEXT,
    error_number BIGINT,
    error_correlation TEXT,
    PRIMARY KEY (tenant, slot)
);
