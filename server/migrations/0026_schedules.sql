-- What is set of one person's time: a calendar, shifts of their own, days that are different.
CREATE TABLE schedules (
    user_id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    body TEXT NOT NULL
);

-- Leave that people asked for. No two of a person that wait or are approved lie over each other.
CREATE TABLE leaves (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    user_id TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    state TEXT NOT NULL,
    asked_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX leaves_user ON leaves (user_id, from_at, id);
CREATE INDEX leaves_waiting ON leaves (asked_at, id) WHERE state = 'asked';
