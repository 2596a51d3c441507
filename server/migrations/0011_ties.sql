-- Cases that have to do with each other, and who keeps an eye on them.

-- Scopes of the customers who came to a case when theirs was merged into it, and what they find it by.
CREATE TABLE case_joined (
    scope TEXT NOT NULL,
    case_id TEXT NOT NULL,
    joined TEXT NOT NULL,
    search TEXT NOT NULL,
    PRIMARY KEY (scope, case_id, joined)
);
CREATE INDEX case_joined_case ON case_joined (case_id);

CREATE TABLE case_followers (
    user_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (user_id, case_id)
);
CREATE INDEX case_followers_case ON case_followers (case_id);

-- Out of sight until then.
ALTER TABLE cases ADD COLUMN asleep_until BIGINT NOT NULL DEFAULT 0;

-- When a case was given the file: who came to a case later does not read what was attached before.
ALTER TABLE files ADD COLUMN given_at BIGINT NOT NULL DEFAULT 0;
UPDATE files SET given_at = at WHERE case_id IS NOT NULL;
