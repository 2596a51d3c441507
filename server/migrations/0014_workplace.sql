-- What people arrange for themselves: one document for each name.
CREATE TABLE own_documents (
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    rv BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (user_id, name)
);

-- What somebody has begun to write about a case, or, with an empty word, in the sheet that opens one.
CREATE TABLE drafts (
    user_id TEXT NOT NULL,
    about TEXT NOT NULL,
    at BIGINT NOT NULL,
    shared BIGINT NOT NULL,
    firm_id TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (user_id, about)
);
CREATE INDEX drafts_about ON drafts (about, shared);
CREATE INDEX drafts_at ON drafts (at);

-- Who is at a case, for as long as a lease lasts.
CREATE TABLE presence (
    case_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    firm_id TEXT,
    doing TEXT NOT NULL,
    changed BIGINT NOT NULL,
    until BIGINT NOT NULL,
    vis TEXT NOT NULL,
    PRIMARY KEY (case_id, user_id)
);
CREATE INDEX presence_changed ON presence (changed);
CREATE INDEX presence_until ON presence (until);
