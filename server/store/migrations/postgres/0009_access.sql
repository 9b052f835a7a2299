-- Why a role is held, when somebody last said that it is still needed, and what a person's last sign-in named.

ALTER TABLE assignment ADD COLUMN origin TEXT NOT NULL DEFAULT 'given';
ALTER TABLE assignment ADD COLUMN reviewed_at BIGINT;
ALTER TABLE assignment ADD COLUMN reviewed_by TEXT;
UPDATE assignment SET origin = 'registration' WHERE created_by = 'registration';

ALTER TABLE person ADD COLUMN app_roles TEXT NOT NULL DEFAULT '[]';
ALTER TABLE person ADD COLUMN groups TEXT NOT NULL DEFAULT '[]';
