-- Only a key called INTEGER is the row's own number in SQLite; a BIGINT is a second tree beside the rows, written
-- with every event, change and line of the audit. And a row without a source has no place among the sources.

CREATE TABLE feed_next (
    pos INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    vis TEXT NOT NULL,
    at BIGINT NOT NULL
);
INSERT INTO feed_next (pos, kind, id, vis, at) SELECT pos, kind, id, vis, at FROM feed ORDER BY pos;
DROP TABLE feed;
ALTER TABLE feed_next RENAME TO feed;

CREATE TABLE case_events_next (
    pos INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    internal BIGINT NOT NULL,
    by_id TEXT,
    by_name TEXT NOT NULL,
    by_kind TEXT NOT NULL,
    source TEXT,
    body TEXT NOT NULL
);
INSERT INTO case_events_next (pos, id, case_id, at, kind, internal, by_id, by_name, by_kind, source, body)
SELECT pos, id, case_id, at, kind, internal, by_id, by_name, by_kind, source, body FROM case_events ORDER BY pos;
DROP TABLE case_events;
ALTER TABLE case_events_next RENAME TO case_events;
CREATE INDEX case_events_case ON case_events (case_id, pos);
CREATE UNIQUE INDEX case_events_source ON case_events (source) WHERE source IS NOT NULL;

CREATE TABLE audit_next (
    pos INTEGER PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    body TEXT NOT NULL,
    login TEXT NOT NULL DEFAULT '',
    action TEXT NOT NULL DEFAULT '',
    field TEXT NOT NULL DEFAULT '',
    salt TEXT NOT NULL DEFAULT '',
    digest TEXT NOT NULL DEFAULT '',
    hash TEXT NOT NULL DEFAULT '',
    redacted BIGINT NOT NULL DEFAULT 0
);
INSERT INTO audit_next (pos, at, actor, kind, object, body, login, action, field, salt, digest, hash, redacted)
SELECT pos, at, actor, kind, object, body, login, action, field, salt, digest, hash, redacted FROM audit ORDER BY pos;
DROP TABLE audit;
ALTER TABLE audit_next RENAME TO audit;
CREATE INDEX audit_object ON audit (object, at, pos);
CREATE INDEX audit_at ON audit (at, pos);
CREATE INDEX audit_login ON audit (login, at, pos);
CREATE INDEX audit_action ON audit (action, at, pos);
CREATE INDEX audit_kind ON audit (kind, at, pos);

CREATE TRIGGER audit_kept BEFORE DELETE ON audit
WHEN OLD.pos > (SELECT COALESCE(MAX(pos), 0) FROM audit_checkpoints)
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;

-- A line is chained once, and its words may be taken out by one that says so.
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit
WHEN OLD.hash <> '' AND (NEW.redacted <= OLD.redacted OR NEW.pos <> OLD.pos OR NEW.at <> OLD.at OR NEW.kind <> OLD.kind
    OR NEW.object <> OLD.object OR NEW.action <> OLD.action OR NEW.field <> OLD.field OR NEW.digest <> OLD.digest
    OR NEW.hash <> OLD.hash)
BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;
