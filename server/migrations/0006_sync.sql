-- What the exchange with devices needs (docs/offline.md).

-- Devices, and how far each one's mutations are decided. `user_id` is empty for a guest's.
CREATE TABLE sync_clients (
    client TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    last_mid BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    build TEXT NOT NULL
);
CREATE INDEX sync_clients_seen ON sync_clients (seen_at);

-- What became of each mutation. The answer to one that was done stands in `commands`.
CREATE TABLE sync_verdicts (
    mutation TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    outcome TEXT NOT NULL
);
CREATE INDEX sync_verdicts_at ON sync_verdicts (at);

-- Mutations that broke the server: after three tries they are set aside here as they came.
CREATE TABLE sync_poison (
    mutation TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- Seals cursors, so that they hold for every node and after a restart.
CREATE TABLE sync_key (
    id BIGINT PRIMARY KEY,
    hex TEXT NOT NULL
);

-- The version of a case as those outside see it: what staff do among themselves does not raise it.
ALTER TABLE cases ADD COLUMN outer_rv BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET outer_rv = rv;
