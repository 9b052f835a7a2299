-- Checkpoints of shortened audit chains, and meetings that ended tickets leave unlocked.

CREATE TABLE audit_checkpoint (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    mac BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (tenant, sequence)
) STRICT;

-- Meetings of ended tickets, until they are locked.
CREATE TABLE meeting_lock (
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    organiser TEXT NOT NULL,
    reference BLOB NOT NULL,
    ended INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, ticket),
    FOREIGN KEY (tenant, ticket) REFERENCES ticket (tenant, id)
) STRICT;
CREATE INDEX meeting_lock_due ON meeting_lock (due_at);

CREATE INDEX ticket_ended ON ticket (ended) WHERE ended IS NOT NULL;

-- Forms of staff that were refused, for the page that shows them again.
CREATE TABLE staff_form (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    oid TEXT NOT NULL,
    form TEXT NOT NULL,
    sealed BLOB NOT NULL,
    saved INTEGER NOT NULL,
    PRIMARY KEY (tenant, oid, form)
) STRICT;
CREATE INDEX staff_form_saved ON staff_form (saved);
