-- Plans of contracts are records. `parent_id` is the contract, `owner` what is to be done.
CREATE TABLE service_plans (
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
CREATE UNIQUE INDEX service_plans_code ON service_plans (code);
CREATE INDEX service_plans_title ON service_plans (title, id);
CREATE INDEX service_plans_parent ON service_plans (parent_id);

-- What became of each date of a plan, or of each fault that one looks into: `occasion` is the day or the fault's id, so
-- that each is opened once. `wakes_at`: its case is on hold until then.
CREATE TABLE service_plan_dates (
    plan_id TEXT NOT NULL,
    occasion TEXT NOT NULL,
    pos BIGINT NOT NULL,
    noted_at BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    why TEXT,
    day TEXT,
    on_day TEXT,
    case_id TEXT,
    cause_id TEXT,
    wakes_at BIGINT,
    PRIMARY KEY (plan_id, occasion)
);
CREATE INDEX service_plan_dates_pos ON service_plan_dates (plan_id, pos);
CREATE INDEX service_plan_dates_waiting ON service_plan_dates (plan_id, pos) WHERE outcome = 'waiting';
CREATE INDEX service_plan_dates_waking ON service_plan_dates (wakes_at) WHERE wakes_at IS NOT NULL;

-- When somebody looks at a plan. Whatever changes the plan or its contract raises `generation`: who claimed an earlier
-- one finds it gone. Days before the one of `since` were looked at, or were before the plan.
CREATE TABLE service_plan_timers (
    plan_id TEXT PRIMARY KEY,
    contract_id TEXT NOT NULL,
    generation BIGINT NOT NULL,
    due_at BIGINT,
    tries BIGINT NOT NULL,
    since BIGINT NOT NULL
);
CREATE INDEX service_plan_timers_due ON service_plan_timers (due_at, plan_id) WHERE due_at IS NOT NULL;
CREATE INDEX service_plan_timers_contract ON service_plan_timers (contract_id);
