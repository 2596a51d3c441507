-- One dialect for SQLite and PostgreSQL: TEXT and BIGINT only.

-- The clock: one row, locked first by every writing transaction, so that commit order is feed order.
CREATE TABLE clock (
    id BIGINT PRIMARY KEY,
    pos BIGINT NOT NULL,
    epoch BIGINT NOT NULL
);
INSERT INTO clock (id, pos, epoch) VALUES (1, 0, 1);

CREATE TABLE feed (
    pos BIGINT PRIMARY KEY,
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    -- Scopes before and after the change, separated by spaces.
    vis TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- Results of commands by the id their sender gave them: the same id again gets the same answer.
CREATE TABLE commands (
    id TEXT PRIMARY KEY,
    actor TEXT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    result TEXT NOT NULL
);
CREATE INDEX commands_at ON commands (at);

CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE TABLE audit (
    pos BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    object TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX audit_object ON audit (object, pos);
