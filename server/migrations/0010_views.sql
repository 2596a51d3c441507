-- What lists of cases are narrowed by beside the rest: the way a case came in, its product, whether the customer
-- side wrote last. What is there gets its values from the stored cases.
ALTER TABLE cases ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN product_id TEXT;
ALTER TABLE cases ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET
    channel = CASE
        WHEN body LIKE '%"channel":"portal"%' THEN 'portal'
        WHEN body LIKE '%"channel":"phone"%' THEN 'phone'
        WHEN body LIKE '%"channel":"email"%' THEN 'email'
        WHEN body LIKE '%"channel":"branch"%' THEN 'branch'
        WHEN body LIKE '%"channel":"guest"%' THEN 'guest'
        ELSE 'api'
    END,
    waits = CASE WHEN open = 1 AND body NOT LIKE '%"customer_wrote_at":null%' THEN 1 ELSE 0 END;
UPDATE cases SET product_id = (SELECT p.id FROM products p WHERE cases.body LIKE '%"product_id":"' || p.id || '"%')
    WHERE body NOT LIKE '%"product_id":null%';
CREATE INDEX cases_product ON cases (product_id, updated_at, id);

-- Saved views of the list. `seen_by` is the scope of those who see it: a person's, a team's, the organisation's.
CREATE TABLE views (
    id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    seen_by TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX views_seen_by ON views (seen_by, id);

-- What each person arranged: pinned views, columns.
CREATE TABLE view_desks (
    user_id TEXT PRIMARY KEY,
    rv BIGINT NOT NULL,
    body TEXT NOT NULL
);
