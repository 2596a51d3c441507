-- Service products and contracts are records. `owner` of a contract is its state, `parent_id` its service product.
CREATE TABLE service_products (
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
CREATE UNIQUE INDEX service_products_code ON service_products (code);
CREATE INDEX service_products_title ON service_products (title, id);
CREATE INDEX service_products_company ON service_products (company_id);
CREATE INDEX service_products_parent ON service_products (parent_id);

CREATE TABLE contracts (
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
CREATE UNIQUE INDEX contracts_code ON contracts (code);
CREATE INDEX contracts_title ON contracts (title, id);
CREATE INDEX contracts_company ON contracts (company_id);
CREATE INDEX contracts_parent ON contracts (parent_id);

-- What was drawn from contracts and put into them. Rows are added and never changed; balances are summed up from
-- them. `id` is made of the case and the step where a case is the cause, so that the same step is written once.
-- `why` is the explanation, beside the entry that a case began with.
CREATE TABLE entitlement_entries (
    id TEXT PRIMARY KEY,
    pos BIGINT NOT NULL,
    contract_id TEXT NOT NULL,
    measure TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount BIGINT NOT NULL,
    beyond BIGINT NOT NULL,
    case_id TEXT,
    at BIGINT NOT NULL,
    by_id TEXT,
    note TEXT NOT NULL,
    why TEXT
);
CREATE INDEX entitlement_entries_contract ON entitlement_entries (contract_id, pos);
CREATE INDEX entitlement_entries_case ON entitlement_entries (case_id, pos);
