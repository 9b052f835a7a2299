-- The permission review: what was last read of each registration, and when it was last tried.
CREATE TABLE review_state (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    client_id TEXT NOT NULL,
    tried INTEGER NOT NULL,
    asked INTEGER,
    problem_json TEXT,
    read_at INTEGER,
    reading_json TEXT,
    noted_at INTEGER,
    PRIMARY KEY (tenant, client_id)
) STRICT;

-- Runs that are kept as evidence, a chain per tenant.
CREATE TABLE review_run (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    client_id TEXT NOT NULL,
    mode TEXT NOT NULL,
    result_json TEXT NOT NULL,
    previous BLOB NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (tenant, sequence)
) STRICT;

-- Grants that were seen, and since when they are gone. The resource is empty where it could not be read.
CREATE TABLE review_grant (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    client_id TEXT NOT NULL,
    resource TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    guid TEXT NOT NULL,
    gone INTEGER,
    PRIMARY KEY (tenant, client_id, resource, kind, value, first_seen)
) STRICT;
