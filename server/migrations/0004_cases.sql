CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    number TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    -- 1 while someone still has to do something.
    open BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    unit_id TEXT NOT NULL,
    team_id TEXT,
    assignee_id TEXT,
    firm_id TEXT,
    company_id TEXT,
    contact_id TEXT,
    category_id TEXT,
    asset_id TEXT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    resolve_by BIGINT NOT NULL,
    -- Number, subject, contact and phone, folded.
    search TEXT NOT NULL,
    -- SHA-256 of the secret of the tracking link.
    track_hash TEXT UNIQUE,
    -- Number in the system it was imported from.
    source TEXT UNIQUE,
    body TEXT NOT NULL
);
CREATE INDEX cases_updated ON cases (updated_at, id);
CREATE INDEX cases_created ON cases (created_at, id);
CREATE INDEX cases_open ON cases (open, updated_at, id);
CREATE INDEX cases_due ON cases (open, resolve_by, id);
CREATE INDEX cases_priority ON cases (priority, id);
CREATE INDEX cases_state ON cases (state, updated_at, id);
CREATE INDEX cases_assignee ON cases (assignee_id, open, updated_at, id);
CREATE INDEX cases_team ON cases (team_id, open, updated_at, id);
CREATE INDEX cases_unit ON cases (unit_id, open, updated_at, id);
CREATE INDEX cases_firm ON cases (firm_id, open, updated_at, id);
CREATE INDEX cases_company ON cases (company_id, updated_at, id);
CREATE INDEX cases_contact ON cases (contact_id, updated_at, id);
CREATE INDEX cases_asset ON cases (asset_id, updated_at, id);
CREATE INDEX cases_category ON cases (category_id, updated_at, id);

CREATE TABLE case_events (
    pos BIGINT PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- 1 when staff alone may see it.
    internal BIGINT NOT NULL,
    by_id TEXT,
    by_name TEXT NOT NULL,
    by_kind TEXT NOT NULL,
    -- Line of the import it came from, so that a second run finds it.
    source TEXT UNIQUE,
    body TEXT NOT NULL
);
CREATE INDEX case_events_case ON case_events (case_id, pos);

CREATE TABLE files (
    id TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- Who uploaded it; may name it until a case holds it.
    owner TEXT NOT NULL,
    case_id TEXT,
    internal BIGINT NOT NULL
);
CREATE INDEX files_case ON files (case_id);

CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    read BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX notices_user ON notices (user_id, at);
CREATE INDEX notices_unread ON notices (user_id, read);
