-- What pages need of a publication, by group: one look-up answers a year of one group.
CREATE TABLE publication_face (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    policy TEXT NOT NULL,
    group_key TEXT NOT NULL,
    period_kind TEXT NOT NULL,
    period INTEGER NOT NULL,
    n INTEGER NOT NULL,
    face BLOB NOT NULL,
    published INTEGER NOT NULL,
    PRIMARY KEY (tenant, policy, group_key, period_kind, period)
) STRICT, WITHOUT ROWID;
