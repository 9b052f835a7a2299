-- Meeting culture: connectors, people under pseudonyms, calendar facts by week, figures, and what was published.
-- A pseudonym is 16 bytes; weeks and buckets are counted from Monday 1970-01-05 less one week.

CREATE TABLE connector (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    scope TEXT NOT NULL,
    settings TEXT NOT NULL,
    revision BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    begun_at BIGINT,
    done BIGINT NOT NULL,
    total BIGINT,
    progress TEXT NOT NULL,
    counted TEXT NOT NULL,
    last_ok BIGINT,
    error TEXT,
    error_at BIGINT,
    PRIMARY KEY (tenant, source)
);

-- Everybody the directory named. What is sealed holds the real ids the calendar needs; no page reads it.
CREATE TABLE synced_person (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    in_scope BOOLEAN NOT NULL,
    seen BIGINT NOT NULL,
    mailbox TEXT NOT NULL,
    stage BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    read_from BIGINT,
    read_to BIGINT,
    link BYTEA,
    holder TEXT,
    held_until BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    error TEXT,
    events BIGINT NOT NULL,
    last_ok BIGINT,
    PRIMARY KEY (tenant, person)
);
CREATE INDEX synced_person_due ON synced_person (tenant, stage, due_at) WHERE in_scope;

-- Attributes hold from one week to another, both included; the last range is open.
CREATE TABLE person_attributes (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person BYTEA NOT NULL,
    origin TEXT NOT NULL,
    from_week BIGINT NOT NULL,
    to_week BIGINT,
    attributes TEXT NOT NULL,
    manager BYTEA,
    groupings TEXT NOT NULL,
    hours TEXT,
    PRIMARY KEY (tenant, person, origin, from_week)
);

CREATE TABLE grouping (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (tenant, id)
);

-- One person's events that begin in one UTC week, packed.
CREATE TABLE calendar_week (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    bucket BIGINT NOT NULL,
    person BYTEA NOT NULL,
    facts BYTEA NOT NULL,
    PRIMARY KEY (tenant, bucket, person)
);

-- One person's figures of one week under one policy, packed.
CREATE TABLE person_week (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    policy TEXT NOT NULL,
    week BIGINT NOT NULL,
    person BYTEA NOT NULL,
    origin TEXT NOT NULL,
    figures BYTEA NOT NULL,
    PRIMARY KEY (tenant, policy, week, person)
);

-- Weeks whose figures have to be computed again; the revision tells whether more changed meanwhile.
CREATE TABLE dirty_week (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    week BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (tenant, week)
);

CREATE TABLE publication (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    policy TEXT NOT NULL,
    period_kind TEXT NOT NULL,
    period BIGINT NOT NULL,
    group_key TEXT NOT NULL,
    n BIGINT NOT NULL,
    cells BYTEA NOT NULL,
    published BIGINT NOT NULL,
    PRIMARY KEY (tenant, policy, period_kind, period, group_key)
);

-- What was ever published, in order; each row carries the hash of the one before.
CREATE TABLE ledger (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    entry BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (tenant, sequence)
);

CREATE TABLE opt_out (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person BYTEA NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (tenant, person)
);

CREATE TABLE culture_setting (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);

CREATE TABLE cost_rate (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    level TEXT NOT NULL,
    currency TEXT NOT NULL,
    cents_per_hour BIGINT NOT NULL,
    PRIMARY KEY (tenant, level)
);

-- People of foreign domains, until so many of one domain were seen that its name is nobody's.
CREATE TABLE foreign_person (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    domain BYTEA NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (tenant, domain, person)
);
