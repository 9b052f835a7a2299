-- What pages need of a publication, by group: one look-up answers a year of one group.
CREATE TABLE publication_face (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    policy TEXT NOT NULL,
    group_key TEXT NOT NULL,
    period_kind TEXT NOT NULL,
    period BIGINT NOT NULL,
    n BIGINT NOT NULL,
    face BYTEA NOT NULL,
    published BIGINT NOT NULL,
    PRIMARY KEY (tenant, policy, group_key, period_kind, period)
);
