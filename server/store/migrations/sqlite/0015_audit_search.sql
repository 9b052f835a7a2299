-- The audit log is looked through by time and by action; what is about a person or a room is found by reading, in steps.
CREATE INDEX audit_at ON audit (tenant, at, sequence);
CREATE INDEX audit_action ON audit (tenant, action, sequence);
