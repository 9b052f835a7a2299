-- The first form of the database. Identifiers are GUIDs as text, instants are milliseconds since 1970 (UTC),
-- lists and settings are JSON, secrets are sealed blobs or hashes. The tenant is the first column of each key.

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE tenant (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    created INTEGER NOT NULL,
    activated INTEGER
) STRICT;

CREATE TABLE tenant_key (
    tenant TEXT NOT NULL PRIMARY KEY REFERENCES tenant (id),
    wrapped BLOB NOT NULL,
    master_key TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE tenant_setting (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
) STRICT;

-- Sign-in: a transaction belongs to no tenant yet.
CREATE TABLE signin_transaction (
    hash BLOB NOT NULL PRIMARY KEY,
    state_hash BLOB NOT NULL,
    nonce TEXT NOT NULL,
    purpose TEXT NOT NULL,
    return_path TEXT NOT NULL,
    pkce_verifier BLOB,
    tenant TEXT,
    session_hash BLOB,
    detail TEXT,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX signin_transaction_created ON signin_transaction (created);

CREATE TABLE used_token (
    uti TEXT NOT NULL PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT;
CREATE INDEX used_token_expires ON used_token (expires);

CREATE TABLE session (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    hash BLOB NOT NULL,
    oid TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    groups TEXT NOT NULL,
    wids TEXT NOT NULL,
    sid TEXT,
    login_hint TEXT,
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (tenant, hash)
) STRICT;
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_person ON session (tenant, oid);
CREATE INDEX session_sid ON session (sid) WHERE sid IS NOT NULL;
CREATE INDEX session_expires ON session (expires);

-- Sessions that have ended, for as long as another process may not have heard of it.
CREATE TABLE session_end (
    tenant TEXT NOT NULL,
    hash BLOB NOT NULL,
    ended_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    PRIMARY KEY (tenant, hash)
) STRICT;
CREATE INDEX session_end_ended ON session_end (ended_at);

CREATE TABLE person (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    oid TEXT NOT NULL,
    name TEXT NOT NULL,
    last_sign_in INTEGER NOT NULL,
    PRIMARY KEY (tenant, oid)
) STRICT;

CREATE TABLE assignment (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    holder_kind TEXT NOT NULL CHECK (holder_kind IN ('person', 'group')),
    oid TEXT NOT NULL,
    label TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX assignment_holder ON assignment (tenant, holder_kind, oid);

CREATE TABLE invitation (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    hash BLOB NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);

-- Invitations of a tenant that is not known yet.
CREATE TABLE tenant_invitation (
    id TEXT NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used_at INTEGER
) STRICT;

CREATE TABLE room (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    slug TEXT NOT NULL,
    version INTEGER NOT NULL,
    consent_version INTEGER NOT NULL,
    settings_json TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    revised_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
    created INTEGER NOT NULL,
    archived INTEGER,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE UNIQUE INDEX room_slug ON room (tenant, slug) WHERE archived IS NULL;
CREATE INDEX room_revised ON room (revised_at);

-- What happened in a room, one row per revision; no identity and no answers.
CREATE TABLE room_event (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    revision INTEGER NOT NULL,
    ticket TEXT,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant, room, revision),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
) STRICT;
CREATE INDEX room_event_at ON room_event (at);

CREATE TABLE ticket_counter (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    day TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (tenant, room, day),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
) STRICT;

CREATE TABLE ticket (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    room TEXT NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_since INTEGER NOT NULL,
    presence TEXT NOT NULL,
    presence_since INTEGER NOT NULL,
    arrived INTEGER NOT NULL,
    ended INTEGER,
    claim_by TEXT,
    claim_name TEXT,
    claim_since INTEGER,
    consultation TEXT,
    meeting TEXT NOT NULL,
    problem TEXT,
    meeting_link BLOB,
    meeting_ref BLOB,
    meeting_organiser TEXT,
    answers BLOB,
    erase_at INTEGER,
    consent_version INTEGER,
    consent_at INTEGER,
    policy_version INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    priority_since INTEGER,
    visitor_joined_at INTEGER,
    staff_joined_at INTEGER,
    last_sign TEXT NOT NULL,
    last_sign_at INTEGER NOT NULL,
    join_key TEXT NOT NULL,
    visitor_hash BLOB NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
) STRICT;
CREATE UNIQUE INDEX ticket_join_key ON ticket (tenant, room, join_key);
CREATE INDEX ticket_open ON ticket (tenant, room, arrived) WHERE ended IS NULL;
CREATE INDEX ticket_claim ON ticket (tenant, claim_by) WHERE claim_by IS NOT NULL AND ended IS NULL;
CREATE INDEX ticket_state ON ticket (state, state_since) WHERE ended IS NULL;
CREATE INDEX ticket_erase ON ticket (erase_at) WHERE answers IS NOT NULL;
CREATE INDEX ticket_visitor ON ticket (visitor_hash);

CREATE TABLE period (
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    dimension TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    value TEXT NOT NULL,
    start INTEGER NOT NULL,
    ended INTEGER,
    actor_kind TEXT NOT NULL,
    actor TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (tenant, ticket, dimension, sequence),
    FOREIGN KEY (tenant, ticket) REFERENCES ticket (tenant, id)
) STRICT;
CREATE UNIQUE INDEX period_open ON period (tenant, ticket, dimension) WHERE ended IS NULL;

CREATE TABLE draft (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    visitor_hash BLOB NOT NULL,
    sealed BLOB NOT NULL,
    saved INTEGER NOT NULL,
    PRIMARY KEY (tenant, room, visitor_hash),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
) STRICT;
CREATE INDEX draft_saved ON draft (saved);

-- First results of commands by their idempotency key.
CREATE TABLE command (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    command TEXT NOT NULL,
    result_json TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (tenant, command)
) STRICT;
CREATE INDEX command_at ON command (at);

-- Figures: no identity, no ticket.
CREATE TABLE kpi (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    local_day TEXT NOT NULL,
    hour INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    wait_ms INTEGER,
    claim_to_join_ms INTEGER,
    length_ms INTEGER,
    claims INTEGER NOT NULL,
    returned INTEGER NOT NULL,
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
) STRICT;
CREATE INDEX kpi_day ON kpi (tenant, room, local_day);

CREATE TABLE presence_lease (
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    process TEXT NOT NULL,
    sign TEXT NOT NULL,
    at INTEGER NOT NULL,
    streams INTEGER NOT NULL,
    lasts_until INTEGER NOT NULL,
    PRIMARY KEY (tenant, ticket, process)
) STRICT;
CREATE INDEX presence_lease_process ON presence_lease (process);

-- A consultant's Teams connection.
CREATE TABLE connection (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    oid TEXT NOT NULL,
    refresh_token BLOB NOT NULL,
    key_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    connected_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL,
    broken INTEGER NOT NULL,
    PRIMARY KEY (tenant, oid)
) STRICT;

CREATE TABLE consent_transaction (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    state_hash BLOB NOT NULL,
    session_hash BLOB NOT NULL,
    client_id TEXT NOT NULL,
    list_json TEXT NOT NULL,
    table_version INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (tenant, state_hash)
) STRICT;
CREATE UNIQUE INDEX consent_transaction_state ON consent_transaction (state_hash);
CREATE INDEX consent_transaction_expires ON consent_transaction (expires);

CREATE TABLE evidence (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_whom TEXT NOT NULL,
    client_id TEXT NOT NULL,
    asked_json TEXT NOT NULL,
    found_json TEXT NOT NULL,
    request_ids_json TEXT NOT NULL,
    list_hash BLOB NOT NULL,
    PRIMARY KEY (tenant, id)
) STRICT;
CREATE INDEX evidence_at ON evidence (tenant, at);

-- The audit chain: gapless per tenant; the head is a row of its own so that writers queue on it.
CREATE TABLE audit (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail_json TEXT NOT NULL,
    mac BLOB NOT NULL,
    PRIMARY KEY (tenant, sequence)
) STRICT;

CREATE TABLE audit_head (
    tenant TEXT NOT NULL PRIMARY KEY REFERENCES tenant (id),
    sequence INTEGER NOT NULL,
    mac BLOB NOT NULL
) STRICT;

CREATE TABLE lease (
    job TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    lasts_until INTEGER NOT NULL
) STRICT;
