-- A device that was signed out from afar is told by its session to erase what it holds: when that was
-- ordered, and when the device first came to ask.
ALTER TABLE sessions ADD COLUMN erase_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN erased_at BIGINT NOT NULL DEFAULT 0;

-- Spare keys: what opens a device's data when its PIN is forgotten. Useless without the device.
CREATE TABLE device_keys (
    device TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    hex TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX device_keys_at ON device_keys (at);
