-- What is asked while something is written, or on every page of a list, has an index of its own.

-- Records listed under others: users of a team.
CREATE TABLE record_links (
    target TEXT NOT NULL,
    id TEXT NOT NULL,
    PRIMARY KEY (target, id)
);
CREATE INDEX record_links_id ON record_links (id);

CREATE INDEX users_owner ON users (owner, active);
CREATE INDEX cases_due_all ON cases (resolve_by, id);
CREATE INDEX cases_by_state ON cases (state, id);
CREATE INDEX files_orphans ON files (case_id, at);
CREATE INDEX files_hash ON files (hash);
