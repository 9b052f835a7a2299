-- A ticket may leave more than one meeting behind: one of each consultant who took the visitor.
ALTER TABLE meeting_lock DROP CONSTRAINT meeting_lock_pkey;
ALTER TABLE meeting_lock ADD PRIMARY KEY (tenant, ticket, organiser);
