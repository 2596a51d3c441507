-- A row without a source has no place among the sources.
ALTER TABLE case_events DROP CONSTRAINT case_events_source_key;
CREATE UNIQUE INDEX case_events_source ON case_events (source) WHERE source IS NOT NULL;
