-- For whom a grant was made and which object holds it: both make it another one. Why it counts as gone, where nobody missed it.
ALTER TABLE review_grant ADD COLUMN whom TEXT NOT NULL DEFAULT '';
ALTER TABLE review_grant ADD COLUMN object TEXT NOT NULL DEFAULT '';
ALTER TABLE review_grant ADD COLUMN ended TEXT;

-- Since when a credential has been refused without being accepted in between.
ALTER TABLE credential_use ADD COLUMN error_since BIGINT;
