-- Escalation policies, rules and rotas are records. `code` of a policy is its scope, `owner` of a rule what it hears.
CREATE TABLE escalation_policies (
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
CREATE UNIQUE INDEX escalation_policies_code ON escalation_policies (code);
CREATE INDEX escalation_policies_title ON escalation_policies (title, id);
CREATE INDEX escalation_policies_company ON escalation_policies (company_id);
CREATE TABLE rules (
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
CREATE UNIQUE INDEX rules_code ON rules (code);
CREATE INDEX rules_title ON rules (title, id);
CREATE INDEX rules_owner ON rules (owner);
CREATE TABLE rotas (
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
CREATE UNIQUE INDEX rotas_code ON rotas (code);
CREATE INDEX rotas_title ON rotas (title, id);

-- Every version of a policy that was saved: an escalation keeps the one that it began with. None is ever changed.
CREATE TABLE escalation_policy_versions (
    policy_id TEXT NOT NULL,
    rv BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (policy_id, rv)
);

-- What happened to cases and no rule was asked about yet, with each case as it was then.
CREATE TABLE happenings (
    at BIGINT NOT NULL,
    id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (at, id)
);

-- What became of each rule that heard something.
CREATE TABLE rule_runs (
    happening TEXT NOT NULL,
    kind TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (happening, kind, rule_id)
);
CREATE INDEX rule_runs_rule ON rule_runs (rule_id, at, happening, kind);
CREATE INDEX rule_runs_case ON rule_runs (case_id, at, happening, kind, rule_id);
CREATE INDEX rule_runs_at ON rule_runs (at, happening, kind, rule_id);

-- Whose turn it was when a case was given to somebody.
CREATE TABLE dispatch_turns (
    name TEXT PRIMARY KEY,
    last TEXT NOT NULL
);

-- What is to be done because of something, once: `id` is its name. Nobody tries before `next_attempt_at`.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    place BIGINT NOT NULL,
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    ended_at BIGINT,
    fault TEXT,
    result TEXT,
    body TEXT NOT NULL
);
CREATE INDEX outbox_waiting ON outbox (channel, next_attempt_at, at, place, id) WHERE state = 'waiting';
CREATE INDEX outbox_case ON outbox (case_id, at, id);
CREATE INDEX outbox_ended ON outbox (ended_at) WHERE ended_at IS NOT NULL;

-- When somebody looks at a case because of its promises. Whatever changes the case raises `generation`: who claimed an
-- earlier one finds it gone. `told` are thresholds of clocks that rules were told of.
CREATE TABLE case_timers (
    case_id TEXT PRIMARY KEY,
    generation BIGINT NOT NULL,
    due_at BIGINT,
    tries BIGINT NOT NULL,
    told TEXT NOT NULL
);
CREATE INDEX case_timers_due ON case_timers (due_at, case_id) WHERE due_at IS NOT NULL;

-- What was done of each escalation; never what is to come. `waits_since`: a level was reached, and nobody saw to it.
CREATE TABLE escalations (
    case_id TEXT NOT NULL,
    ordinal BIGINT NOT NULL,
    policy_id TEXT NOT NULL,
    policy_rv BIGINT NOT NULL,
    waits_since BIGINT,
    waits_level BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (case_id, ordinal)
);
CREATE INDEX escalations_waiting ON escalations (waits_since, case_id) WHERE waits_since IS NOT NULL;
CREATE INDEX escalations_policy ON escalations (policy_id, case_id);

-- Somebody asked that a case be escalated.
CREATE TABLE escalation_requests (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX escalation_requests_case ON escalation_requests (case_id, at);
