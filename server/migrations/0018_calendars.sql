-- Working calendars. `code` says of one of them that it is the desk's default, so that there are never two.
CREATE TABLE calendars (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    active BIGINT NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    code TEXT,
    search TEXT NOT NULL,
    parent_id TEXT,
    unit_id TEXT,
    company_id TEXT,
    owner TEXT,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX calendars_code ON calendars (code);
CREATE INDEX calendars_title ON calendars (title, id);
CREATE INDEX calendars_company ON calendars (company_id);
CREATE INDEX calendars_parent ON calendars (parent_id);
