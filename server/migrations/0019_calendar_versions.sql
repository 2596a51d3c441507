-- Every version of a calendar that was saved, in the order of `rv`. None is ever changed.
CREATE TABLE calendar_versions (
    calendar_id TEXT NOT NULL,
    rv BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_id TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (calendar_id, rv)
);
INSERT INTO calendar_versions (calendar_id, rv, at, body) SELECT id, rv, 0, body FROM calendars;
-- Open cases are gone through in the order of their ids when a calendar changes.
CREATE INDEX cases_open_id ON cases (id) WHERE open = 1;
