-- Checkpoints of shortened audit chains, and meetings that ended tickets leave unlocked.

CREATE TABLE audit_checkpoint (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence BIGINT NOT NULL,
    at BIGINT NOT NULL,
    mac BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    PRIMARY KEY (tenant, sequence)
);

-- Meetings of ended tickets, until they are locked.
CREATE TABLE meeting_lock (
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    organiser TEXT NOT NULL,
    reference BYTEA NOT NULL,
    ended BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (tenant, ticket),
    FOREIGN KEY (tenant, ticket) REFERENCES ticket (tenant, id)
);
CREATE INDEX meeting_lock_due ON meeting_lock (due_at);

CREATE INDEX ticket_ended ON ticket (ended) WHERE ended IS NOT NULL;

-- Forms of staff that were refused, for the page that shows them again.
CREATE TABLE staff_form (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    oid TEXT NOT NULL,
    form TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    saved BIGINT NOT NULL,
    PRIMARY KEY (tenant, oid, form)
);
CREATE INDEX staff_form_saved ON staff_form (saved);
