-- The audit as a chain (docs/audit.md): each line's hash holds the one before it, the head lies in the clock row.
-- Lines from before are taken into it at the start, batch by batch.

ALTER TABLE clock ADD COLUMN audit_pos BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN audit_count BIGINT NOT NULL DEFAULT 0;
ALTER TABLE clock ADD COLUMN audit_hash TEXT NOT NULL DEFAULT '';

-- What lines are found by, beside what they are about.
ALTER TABLE audit ADD COLUMN login TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN action TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN field TEXT NOT NULL DEFAULT '';
-- The digest of who and what is said; the salt goes with the words when they are taken out.
ALTER TABLE audit ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN digest TEXT NOT NULL DEFAULT '';
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
-- The line that says these words were taken out, 0 while they stand.
ALTER TABLE audit ADD COLUMN redacted BIGINT NOT NULL DEFAULT 0;

DROP INDEX audit_object;
CREATE INDEX audit_object ON audit (object, at, pos);
CREATE INDEX audit_at ON audit (at, pos);
CREATE INDEX audit_login ON audit (login, at, pos);
CREATE INDEX audit_action ON audit (action, at, pos);
CREATE INDEX audit_kind ON audit (kind, at, pos);

-- The last line that retention let go: what is left is checked from here.
CREATE TABLE audit_checkpoints (
    pos BIGINT PRIMARY KEY,
    count BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- Found when a person is taken out.
CREATE INDEX device_keys_user ON device_keys (user_id);
