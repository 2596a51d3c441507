-- Robots of messengers are records; what they are reached by is sealed and kept beside them.
CREATE TABLE robots (
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
CREATE UNIQUE INDEX robots_code ON robots (code);
CREATE INDEX robots_title ON robots (title, id);

-- Address and secret of a robot, under the key that lies in the folder of the data.
CREATE TABLE robot_secrets (
    robot_id TEXT PRIMARY KEY,
    sealed TEXT NOT NULL
);
