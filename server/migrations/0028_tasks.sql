-- Tasks. `place` is what they are in order by: open ones by when they are due, those that ended with the latest first.
-- `tells_at`: when somebody is told that it is due.
CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    place BIGINT NOT NULL,
    owner_id TEXT,
    team_id TEXT,
    about_kind TEXT,
    about_id TEXT,
    tells_at BIGINT,
    body TEXT NOT NULL
);
CREATE INDEX tasks_place ON tasks (ended, place, id);
CREATE INDEX tasks_owner ON tasks (owner_id, ended, place, id);
CREATE INDEX tasks_team ON tasks (team_id, ended, place, id);
CREATE INDEX tasks_about ON tasks (about_id, about_kind, ended, place, id);
CREATE INDEX tasks_telling ON tasks (tells_at, id) WHERE tells_at IS NOT NULL;

-- What happened to each, in the order of `pos`.
CREATE TABLE task_events (
    task_id TEXT NOT NULL,
    pos BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (task_id, pos)
);

-- The task that was opened for a date of a plan, where that opens tasks.
ALTER TABLE service_plan_dates ADD COLUMN task_id TEXT;
