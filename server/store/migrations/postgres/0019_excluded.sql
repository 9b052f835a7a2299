-- Occurrences that an excluded word or domain keeps out: copies of the same meeting on other calendars stay out with them.
CREATE TABLE excluded_occurrence (
    tenant TEXT NOT NULL REFERENCES tenant (id),
    week BIGINT NOT NULL,
    occurrence BYTEA NOT NULL,
    PRIMARY KEY (tenant, week, occurrence)
);
