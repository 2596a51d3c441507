-- Articles of the knowledge base. `search` is what readers find: the text that is read, of the first draft while none is.
-- `owned_product` is set where only customers who have it read the article; `asked` and `wrote` are ids of those who were
-- asked to review the version that is written, and of those who wrote it; `due_at` is when something comes about by itself.
CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    slug TEXT NOT NULL,
    state TEXT NOT NULL,
    stage TEXT,
    audience TEXT NOT NULL,
    language TEXT NOT NULL,
    unit_id TEXT,
    product_id TEXT,
    owned_product TEXT,
    category_id TEXT,
    owner_id TEXT NOT NULL,
    pair_id TEXT,
    asked TEXT NOT NULL,
    wrote TEXT NOT NULL,
    verify_by BIGINT,
    due_at BIGINT,
    published_at BIGINT,
    search TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX articles_slug ON articles (slug);
CREATE INDEX articles_rv ON articles (rv);
CREATE INDEX articles_owner ON articles (owner_id, rv);
CREATE INDEX articles_due ON articles (due_at, id) WHERE due_at IS NOT NULL;

CREATE TABLE article_versions (
    article_id TEXT NOT NULL,
    n BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (article_id, n)
);

-- Other articles that the text leads to which is read. `target_id` is empty where there is none.
CREATE TABLE article_links (
    article_id TEXT NOT NULL,
    href TEXT NOT NULL,
    target_id TEXT,
    PRIMARY KEY (article_id, href)
);
CREATE INDEX article_links_target ON article_links (target_id);

-- Pictures of articles.
ALTER TABLE files ADD COLUMN article_id TEXT;
CREATE INDEX files_article ON files (article_id) WHERE article_id IS NOT NULL;
