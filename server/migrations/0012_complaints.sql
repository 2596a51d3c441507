-- 1 when the case is a complaint.
ALTER TABLE cases ADD COLUMN complaint BIGINT NOT NULL DEFAULT 0;
-- 1 to 5, once the customer has rated.
ALTER TABLE cases ADD COLUMN rating BIGINT;
ALTER TABLE cases ADD COLUMN rated_at BIGINT;
-- Words of the reasons, separated by commas.
ALTER TABLE cases ADD COLUMN rating_reasons TEXT;

CREATE INDEX cases_complaints ON cases (open, updated_at, id) WHERE complaint = 1;
CREATE INDEX cases_complaints_company ON cases (company_id, created_at) WHERE complaint = 1;
CREATE INDEX cases_complaints_contact ON cases (contact_id, created_at) WHERE complaint = 1;
CREATE INDEX cases_rated ON cases (rated_at, id) WHERE rating IS NOT NULL;
CREATE INDEX users_unit ON users (unit_id, active);
