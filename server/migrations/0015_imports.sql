-- Tables brought in from outside, and what became of each of their rows.

CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    -- The user who brought it; empty for the command line.
    owner TEXT NOT NULL,
    state TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- The last line that is done with; at an undo, the line before which all are.
    line BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX imports_owner ON imports (owner, at);
CREATE INDEX imports_state ON imports (state, at);

CREATE TABLE import_rows (
    import_id TEXT NOT NULL,
    line BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    -- What was written, with what was there before; or the faults.
    body TEXT NOT NULL,
    PRIMARY KEY (import_id, line)
);
CREATE INDEX import_rows_outcome ON import_rows (import_id, outcome, line);
