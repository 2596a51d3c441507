-- Points for knowledge. Rows are added and never changed: points are taken back by another row, which names the first one.
-- `source` is what happened, so that it is written once; `month` (since the year 0) is what it counts for; `giver` is by whose
-- use it came about where so many a day count; `by_id` is who entered it, nobody where it followed from an event.
CREATE TABLE reward_entries (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    points BIGINT NOT NULL,
    article_id TEXT NOT NULL,
    month BIGINT NOT NULL,
    at BIGINT NOT NULL,
    giver TEXT,
    by_id TEXT,
    reverses TEXT,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX reward_entries_source ON reward_entries (source);
CREATE UNIQUE INDEX reward_entries_reverses ON reward_entries (reverses);
CREATE INDEX reward_entries_person ON reward_entries (person_id, at, id);
CREATE INDEX reward_entries_own_month ON reward_entries (person_id, month, at, id);
CREATE INDEX reward_entries_month ON reward_entries (month, at, id);
CREATE INDEX reward_entries_ranking ON reward_entries (month, person_id, points);
CREATE INDEX reward_entries_article ON reward_entries (article_id, id);
CREATE INDEX reward_entries_giver ON reward_entries (giver, person_id, at);

-- Those who stand aside from the ranking.
CREATE TABLE reward_asides (
    person_id TEXT PRIMARY KEY,
    at BIGINT NOT NULL
);

-- Who used an article for a case.
ALTER TABLE article_uses ADD COLUMN by_id TEXT;
