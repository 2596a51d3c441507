-- What was done on a device without the server: when the device says that it was, and the moment that clocks count by.
-- `at` stays when it arrived.
ALTER TABLE case_events ADD COLUMN said_at BIGINT;
ALTER TABLE case_events ADD COLUMN counts_at BIGINT;
-- When a device last had nothing to tell, and the latest moment that something it did was counted at.
ALTER TABLE sync_clients ADD COLUMN heard_at BIGINT;
ALTER TABLE sync_clients ADD COLUMN counted_at BIGINT NOT NULL DEFAULT 0;
-- A requested escalation of a customer has no case: its `case_id` is empty.
ALTER TABLE escalation_requests ADD COLUMN company_id TEXT;
CREATE INDEX escalation_requests_company ON escalation_requests (company_id, at) WHERE company_id IS NOT NULL;
-- What became of dates is let go by age.
CREATE INDEX service_plan_dates_noted ON service_plan_dates (noted_at) WHERE outcome <> 'waiting' AND wakes_at IS NULL;
