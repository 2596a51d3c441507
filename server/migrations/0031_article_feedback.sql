-- Whether an article helped somebody; the last thing that they said counts.
CREATE TABLE article_votes (
    article_id TEXT NOT NULL,
    voter TEXT NOT NULL,
    at BIGINT NOT NULL,
    helped BIGINT NOT NULL,
    stars BIGINT,
    PRIMARY KEY (article_id, voter)
);

-- What readers found: open until somebody saw to it.
CREATE TABLE article_feedback (
    id TEXT PRIMARY KEY,
    article_id TEXT NOT NULL,
    voter TEXT NOT NULL,
    state TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX article_feedback_article ON article_feedback (article_id, voter);
CREATE INDEX article_feedback_open ON article_feedback (due_at, id) WHERE state = 'open';

-- How often an article was read, and for which cases it was used: `key` is the case, empty where none is meant.
CREATE TABLE article_uses (
    article_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (article_id, kind, key)
);
CREATE INDEX article_uses_key ON article_uses (key, at) WHERE key <> '';
