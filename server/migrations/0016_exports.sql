-- Files made of lists; each goes when it has expired.

CREATE TABLE exports (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX exports_owner ON exports (owner, at);
CREATE INDEX exports_expires ON exports (expires_at);
