-- Meeting culture: connectors, people under pseudonyms, calendar facts by week, figures, and what was published.
-- A pseudonym is 16 bytes; weeks and buckets are counted from Monday 1970-01-05 less one week.

CREATE TABLE connector (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    source TEXT NOT NULL,
    state TEXT NOT NULL,
    scope TEXT NOT NULL,
    settings TEXT NOT NULL,
    revision INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    begun_at INTEGER,
    done INTEGER NOT NULL,
    total INTEGER,
    progress TEXT NOT NULL,
    counted TEXT NOT NULL,
    last_ok INTEGER,
    error TEXT,
    error_at INTEGER,
    PRIMARY KEY (tenant, source)
) STRICT;

-- Everybody the directory named. What is sealed holds the real ids the calendar needs; no page reads it.
CREATE TABLE synced_person (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person BLOB NOT NULL,
    sealed BLOB NOT NULL,
    in_scope INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    mailbox TEXT NOT NULL,
    stage INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    read_from INTEGER,
    read_to INTEGER,
    link BLOB,
    holder TEXT,
    held_until INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    error TEXT,
    events INTEGER NOT NULL,
    last_ok INTEGER,
    PRIMARY KEY (tenant, person)
) STRICT;
CREATE INDEX synced_person_due ON synced_person (tenant, stage, due_at) WHERE in_scope;

-- Attributes hold from one week to another, both included; the last range is open.
CREATE TABLE person_attributes (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person BLOB NOT NULL,
    origin TEXT NOT NULL,
    from_week INTEGER NOT NULL,
    to_week INTEGER,
    attributes TEXT NOT NULL,
    manager BLOB,
    groupings TEXT NOT NULL,
    hours TEXT,
    PRIMARY KEY (tenant, person, origin, from_week)
) STRICT;

CREATE TABLE grouping (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;

-- One person's events that begin in one UTC week, packed.
CREATE TABLE calendar_week (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    bucket INTEGER NOT NULL,
    person BLOB NOT NULL,
    facts BLOB NOT NULL,
    PRIMARY KEY (tenant, bucket, person)
) STRICT, WITHOUT ROWID;

-- One person's figures of one week under one policy, packed.
CREATE TABLE person_week (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    policy TEXT NOT NULL,
    week INTEGER NOT NULL,
    person BLOB NOT NULL,
    origin TEXT NOT NULL,
    figures BLOB NOT NULL,
    PRIMARY KEY (tenant, policy, week, person)
) STRICT, WITHOUT ROWID;

-- Weeks whose figures have to be computed again; the revision tells whether more changed meanwhile.
CREATE TABLE dirty_week (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    week INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (tenant, week)
) STRICT;

CREATE TABLE publication (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    policy TEXT NOT NULL,
    period_kind TEXT NOT NULL,
    period INTEGER NOT NULL,
    group_key TEXT NOT NULL,
    n INTEGER NOT NULL,
    cells BLOB NOT NULL,
    published INTEGER NOT NULL,
    PRIMARY KEY (tenant, policy, period_kind, period, group_key)
) STRICT, WITHOUT ROWID;

-- What was ever published, in order; each row carries the hash of the one before.
CREATE TABLE ledger (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    entry BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (tenant, sequence)
) STRICT;

CREATE TABLE opt_out (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    person BLOB NOT NULL,
    since INTEGER NOT NULL,
    PRIMARY KEY (tenant, person)
) STRICT;

CREATE TABLE culture_setting (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;

CREATE TABLE cost_rate (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    level TEXT NOT NULL,
    currency TEXT NOT NULL,
    cents_per_hour INTEGER NOT NULL,
    PRIMARY KEY (tenant, level)
) STRICT;

-- People of foreign domains, until so many of one domain were seen that its name is nobody's.
CREATE TABLE foreign_person (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    domain BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (tenant, domain, person)
) STRICT, WITHOUT ROWID;
