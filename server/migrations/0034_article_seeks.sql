-- Words for which a search found nothing, without what would say who asked: how often which side asked for them. `language` is
-- empty where articles of every language were looked through. What was dismissed is open again once it is asked for again.
CREATE TABLE article_seeks (
    words TEXT NOT NULL,
    language TEXT NOT NULL,
    class TEXT NOT NULL,
    n BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    dismissed_at BIGINT,
    dismissed_by TEXT,
    PRIMARY KEY (words, language, class)
);
CREATE INDEX article_seeks_last ON article_seeks (last_at, words, language, class);
