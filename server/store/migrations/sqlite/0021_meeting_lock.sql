-- A ticket may leave more than one meeting behind: one of each consultant who took the visitor.
CREATE TABLE meeting_left (
    tenant TEXT NOT NULL,
    ticket TEXT NOT NULL,
    organiser TEXT NOT NULL,
    reference BLOB NOT NULL,
    ended INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, ticket, organiser),
    FOREIGN KEY (tenant, ticket) REFERENCES ticket (tenant, id)
) STRICT;
INSERT INTO meeting_left SELECT tenant, ticket, organiser, reference, ended, attempts, due_at FROM meeting_lock;
DROP TABLE meeting_lock;
ALTER TABLE meeting_left RENAME TO meeting_lock;
CREATE INDEX meeting_lock_due ON meeting_lock (due_at);
