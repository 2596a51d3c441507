-- Standard descriptions and solutions are records. `parent_id` is the category, `owner` who reads them.
CREATE TABLE pairs (
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
CREATE UNIQUE INDEX pairs_code ON pairs (code);
CREATE INDEX pairs_title ON pairs (title, id);
CREATE INDEX pairs_parent ON pairs (parent_id);
CREATE INDEX pairs_owner ON pairs (owner) WHERE active = 1;

-- How often a pair was used, by month (since the year 0) and by what was done with it.
CREATE TABLE pair_uses (
    pair_id TEXT NOT NULL,
    month BIGINT NOT NULL,
    how TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (pair_id, month, how)
);
CREATE INDEX pair_uses_month ON pair_uses (month);

-- Which cases a pair opened or solved.
CREATE TABLE pair_cases (
    pair_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (pair_id, case_id)
);
CREATE INDEX pair_cases_at ON pair_cases (pair_id, at, case_id);
CREATE INDEX pair_cases_old ON pair_cases (at);

-- What a pair is put forward for, by whom and when.
CREATE TABLE pair_candidates (
    pair_id TEXT NOT NULL,
    candidate TEXT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT,
    PRIMARY KEY (pair_id, candidate)
);
CREATE INDEX pair_candidates_at ON pair_candidates (candidate, at, pair_id);
