-- Work that one node at a time does for all.
CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until BIGINT NOT NULL,
    done_at BIGINT NOT NULL
);
