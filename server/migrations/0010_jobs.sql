-- Work in many items (server/src/jobs): what is to be done, how far it is, what became of each item.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,
    -- Whose it is; empty for the command line's.
    owner TEXT NOT NULL,
    device TEXT NOT NULL,
    -- Operations the owner might run when it was started: it never does more.
    rights TEXT NOT NULL,
    state TEXT NOT NULL,
    total BIGINT NOT NULL,
    done BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    -- Index of the first item that was not gone through yet.
    next BIGINT NOT NULL,
    -- Times in a row that a node left it in the middle.
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    begins_at BIGINT NOT NULL,
    started_at BIGINT,
    ended_at BIGINT,
    -- Who works on it, and until when nobody else may; before its beginning, that moment.
    lease_by TEXT NOT NULL,
    lease_until BIGINT NOT NULL,
    undoes TEXT,
    undone_by TEXT,
    input TEXT NOT NULL,
    fault TEXT,
    result TEXT
);
CREATE INDEX jobs_owner ON jobs (owner, created_at, id);
CREATE INDEX jobs_due ON jobs (state, lease_until);
CREATE INDEX jobs_ended ON jobs (ended_at);

CREATE TABLE job_items (
    job_id TEXT NOT NULL,
    idx BIGINT NOT NULL,
    about TEXT NOT NULL,
    label TEXT NOT NULL,
    input TEXT NOT NULL,
    outcome TEXT,
    fault TEXT,
    -- What turning it back needs to know.
    note TEXT,
    PRIMARY KEY (job_id, idx)
);
CREATE INDEX job_items_trouble ON job_items (job_id, idx) WHERE outcome <> 'ok';
