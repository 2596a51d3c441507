-- Service level policies. `owner` is the side that is promised something.
CREATE TABLE sla_policies (
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
CREATE UNIQUE INDEX sla_policies_code ON sla_policies (code);
CREATE INDEX sla_policies_title ON sla_policies (title, id);
CREATE INDEX sla_policies_company ON sla_policies (company_id);
CREATE INDEX sla_policies_parent ON sla_policies (parent_id);
-- Every version of a policy that was saved: cases keep the one they are bound to. None is ever changed.
CREATE TABLE sla_policy_versions (
    policy_id TEXT NOT NULL,
    rv BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (policy_id, rv)
);
-- What settings were before they were replaced, of those that promises are made by.
CREATE TABLE setting_versions (
    name TEXT NOT NULL,
    rv BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (name, rv)
);
-- From when on somebody is to hurry. What is over, or stands still, is behind all moments.
ALTER TABLE cases ADD COLUMN warn_at BIGINT NOT NULL DEFAULT 9007199254740991;
UPDATE cases SET warn_at = resolve_by WHERE open = 1;
CREATE INDEX cases_warn ON cases (warn_at) WHERE open = 1;
