-- What lists of cases are narrowed by beside the rest: the way a case came in, its product, whether the customer
-- side wrote last. What is there gets its values from the stored cases.
ALTER TABLE cases ADD COLUMN channel TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN product_id TEXT;
ALTER TABLE cases ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET
    channel = CASE
        WHEN body LIKE '%"channel":"portal","category_id":%' THEN 'portal'
        WHEN body LIKE '%"channel":"phone","category_id":%' THEN 'phone'
        WHEN body LIKE '%"channel":"email","category_id":%' THEN 'email'
        WHEN body LIKE '%"channel":"branch","category_id":%' THEN 'branch'
        WHEN body LIKE '%"channel":"guest","category_id":%' THEN 'guest'
        ELSE 'api'
    END,
    waits = CASE
        WHEN open = 0 THEN 0
        WHEN body LIKE '%"waits":true%' THEN 1
        WHEN body LIKE '%"customer_wrote_at":%' AND body NOT LIKE '%"customer_wrote_at":null%' THEN 1
        ELSE 0
    END;
-- What follows the field tells the case's own product from those of cases that came to it.
UPDATE cases SET product_id =
    (SELECT p.id FROM products p WHERE cases.body LIKE '%"product_id":"' || p.id || '","asset_id":%')
    WHERE body NOT LIKE '%"product_id":null,"asset_id":%';
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
