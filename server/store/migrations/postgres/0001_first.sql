-- The first form of the database. Identifiers are GUIDs as text, instants are milliseconds since 1970 (UTC),
-- lists and settings are JSON, secrets are sealed blobs or hashes. The tenant is the first column of each key.

CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

CREATE TABLE tenant (
    id TEXT NOT NULL PRIMARY KEY,
    slug TEXT UNIQUE,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    created BIGINT NOT NULL,
    activated BIGINT
);

CREATE TABLE tenant_key (
    tenant TEXT NOT NULL PRIMARY KEY REFERENCES tenant (id),
    wrapped BYTEA NOT NULL,
    master_key TEXT NOT NULL,
    created BIGINT NOT NULL
);

CREATE TABLE tenant_setting (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (tenant, name)
);

-- Sign-in: a transaction belongs to no tenant yet.
CREATE TABLE signin_transaction (
    hash BYTEA NOT NULL PRIMARY KEY,
    state_hash BYTEA NOT NULL,
    nonce TEXT NOT NULL,
    purpose TEXT NOT NULL,
    return_path TEXT NOT NULL,
    pkce_verifier BYTEA,
    tenant TEXT,
    session_hash BYTEA,
    detail TEXT,
    created BIGINT NOT NULL
);
CREATE INDEX signin_transaction_created ON signin_transaction (created);

CREATE TABLE used_token (
    uti TEXT NOT NULL PRIMARY KEY,
    expires BIGINT NOT NULL
);
CREATE INDEX used_token_expires ON used_token (expires);

CREATE TABLE session (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    hash BYTEA NOT NULL,
    oid TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    groups TEXT NOT NULL,
    wids TEXT NOT NULL,
    sid TEXT,
    login_hint TEXT,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    proved_at BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (tenant, hash)
);
CREATE UNIQUE INDEX session_hash ON session (hash);
CREATE INDEX session_person ON session (tenant, oid);
CREATE INDEX session_sid ON session (sid) WHERE sid IS NOT NULL;
CREATE INDEX session_expires ON session (expires);

-- Sessions that have ended, for as long as another process may not have heard of it.
CREATE TABLE session_end (
    tenant TEXT NOT NULL,
    hash BYTEA NOT NULL,
    ended_at BIGINT NOT NULL DEFAULT (CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)),
    PRIMARY KEY (tenant, hash)
);
CREATE INDEX session_end_ended ON session_end (ended_at);

CREATE TABLE person (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    oid TEXT NOT NULL,
    name TEXT NOT NULL,
    last_sign_in BIGINT NOT NULL,
    PRIMARY KEY (tenant, oid)
);

CREATE TABLE assignment (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    holder_kind TEXT NOT NULL CHECK (holder_kind IN ('person', 'group')),
    oid TEXT NOT NULL,
    label TEXT NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created BIGINT NOT NULL,
    created_by TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX assignment_holder ON assignment (tenant, holder_kind, oid);

CREATE TABLE invitation (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    hash BYTEA NOT NULL,
    role TEXT NOT NULL,
    scope TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX invitation_hash ON invitation (hash);

-- Invitations of a tenant that is not known yet.
CREATE TABLE tenant_invitation (
    id TEXT NOT NULL PRIMARY KEY,
    hash BYTEA NOT NULL UNIQUE,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    used_at BIGINT
);

CREATE TABLE room (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    slug TEXT NOT NULL,
    version BIGINT NOT NULL,
    consent_version BIGINT NOT NULL,
    settings_json TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 0,
    revised_at BIGINT NOT NULL DEFAULT (CAST(extract(epoch FROM clock_timestamp()) * 1000 AS BIGINT)),
    created BIGINT NOT NULL,
    archived BIGINT,
    PRIMARY KEY (tenant, id)
);
CREATE UNIQUE INDEX room_slug ON room (tenant, slug) WHERE archived IS NULL;
CREATE INDEX room_revised ON room (revised_at);

-- What happened in a room, one row per revision; no identity and no answers.
CREATE TABLE room_event (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    revision BIGINT NOT NULL,
    ticket TEXT,
    kind TEXT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT,
    json TEXT NOT NULL,
    PRIMARY KEY (tenant, room, revision),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
);
CREATE INDEX room_event_at ON room_event (at);

CREATE TABLE ticket_counter (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    day TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (tenant, room, day),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
);

CREATE TABLE ticket (
    tenant TEXT NOT NULL,
    id TEXT NOT NULL,
    room TEXT NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state TEXT NOT NULL,
    state_since BIGINT NOT NULL,
    presence TEXT NOT NULL,
    presence_since BIGINT NOT NULL,
    arrived BIGINT NOT NULL,
    ended BIGINT,
    claim_by TEXT,
    claim_name TEXT,
    claim_since BIGINT,
    consultation TEXT,
    meeting TEXT NOT NULL,
    problem TEXT,
    meeting_link BYTEA,
    meeting_ref BYTEA,
    meeting_organiser TEXT,
    answers BYTEA,
    erase_at BIGINT,
    consent_version BIGINT,
    consent_at BIGINT,
    policy_version BIGINT NOT NULL,
    returned BOOLEAN NOT NULL,
    priority_since BIGINT,
    visitor_joined_at BIGINT,
    staff_joined_at BIGINT,
    last_sign TEXT NOT NULL,
    last_sign_at BIGINT NOT NULL,
    join_key TEXT NOT NULL,
    visitor_hash BYTEA NOT NULL,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
);
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
    sequence BIGINT NOT NULL,
    value TEXT NOT NULL,
    start BIGINT NOT NULL,
    ended BIGINT,
    actor_kind TEXT NOT NULL,
    actor TEXT,
    cause TEXT NOT NULL,
    PRIMARY KEY (tenant, ticket, dimension, sequence),
    FOREIGN KEY (tenant, ticket) REFERENCES ticket (tenant, id)
);
CREATE UNIQUE INDEX period_open ON period (tenant, ticket, dimension) WHERE ended IS NULL;

CREATE TABLE draft (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    visitor_hash BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    saved BIGINT NOT NULL,
    PRIMARY KEY (tenant, room, visitor_hash),
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
);
CREATE INDEX draft_saved ON draft (saved);

-- First results of commands by their idempotency key.
CREATE TABLE command (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    command TEXT NOT NULL,
    result_json TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (tenant, command)
);
CREATE INDEX command_at ON command (at);

-- Figures: no identity, no ticket.
CREATE TABLE kpi (
    tenant TEXT NOT NULL,
    room TEXT NOT NULL,
    local_day TEXT NOT NULL,
    hour BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    wait_ms BIGINT,
    claim_to_join_ms BIGINT,
    length_ms BIGINT,
    claims BIGINT NOT NULL,
    returned BOOLEAN NOT NULL,
    FOREIGN KEY (tenant, room) REFERENCES room (tenant, id)
);
CREATE INDEX kpi_day ON kpi (tenant, room, local_day);

CREATE TABLE presence_lease (
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    process TEXT NOT NULL,
    sign TEXT NOT NULL,
    at BIGINT NOT NULL,
    streams BIGINT NOT NULL,
    lasts_until BIGINT NOT NULL,
    PRIMARY KEY (tenant, ticket, process)
);
CREATE INDEX presence_lease_process ON presence_lease (process);

-- A consultant's Teams connection.
CREATE TABLE connection (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    oid TEXT NOT NULL,
    refresh_token BYTEA NOT NULL,
    key_id TEXT NOT NULL,
    scopes TEXT NOT NULL,
    connected_at BIGINT NOT NULL,
    used_at BIGINT NOT NULL,
    broken BOOLEAN NOT NULL,
    PRIMARY KEY (tenant, oid)
);

CREATE TABLE consent_transaction (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    state_hash BYTEA NOT NULL,
    session_hash BYTEA NOT NULL,
    client_id TEXT NOT NULL,
    list_json TEXT NOT NULL,
    table_version BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (tenant, state_hash)
);
CREATE UNIQUE INDEX consent_transaction_state ON consent_transaction (state_hash);
CREATE INDEX consent_transaction_expires ON consent_transaction (expires);

CREATE TABLE evidence (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    id TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    client_id TEXT NOT NULL,
    asked_json TEXT NOT NULL,
    found_json TEXT NOT NULL,
    request_ids_json TEXT NOT NULL,
    list_hash BYTEA NOT NULL,
    PRIMARY KEY (tenant, id)
);
CREATE INDEX evidence_at ON evidence (tenant, at);

-- The audit chain: gapless per tenant; the head is a row of its own so that writers queue on it.
CREATE TABLE audit (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor TEXT,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail_json TEXT NOT NULL,
    mac BYTEA NOT NULL,
    PRIMARY KEY (tenant, sequence)
);

CREATE TABLE audit_head (
    tenant TEXT NOT NULL PRIMARY KEY REFERENCES tenant (id),
    sequence BIGINT NOT NULL,
    mac BYTEA NOT NULL
);

CREATE TABLE lease (
    job TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    lasts_until BIGINT NOT NULL
);
