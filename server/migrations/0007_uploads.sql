-- Files that come in pieces (docs/api.md), and files that a device told of before it sent them.

CREATE TABLE uploads (
    id TEXT PRIMARY KEY,
    -- Who began it; nobody else goes on with it.
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    received BIGINT NOT NULL,
    -- Names of the pieces in the object store, in order, each with a space behind it.
    parts TEXT NOT NULL,
    -- When the last piece came.
    at BIGINT NOT NULL
);
CREATE INDEX uploads_owner ON uploads (owner);
CREATE INDEX uploads_at ON uploads (at);

CREATE TABLE awaited_files (
    id TEXT PRIMARY KEY,
    -- Who told of it; the file is taken from nobody else.
    owner TEXT NOT NULL,
    case_id TEXT NOT NULL,
    internal BIGINT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX awaited_files_at ON awaited_files (at);
