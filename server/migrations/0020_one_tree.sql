-- What most cases do not have costs no case an entry of an index.
DROP INDEX cases_firm;
CREATE INDEX cases_firm ON cases (firm_id, open, updated_at, id) WHERE firm_id IS NOT NULL;
DROP INDEX cases_asset;
CREATE INDEX cases_asset ON cases (asset_id, updated_at, id) WHERE asset_id IS NOT NULL;
DROP INDEX cases_product;
CREATE INDEX cases_product ON cases (product_id, updated_at, id) WHERE product_id IS NOT NULL;
