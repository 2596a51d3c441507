-- Devices that are told of notices while nobody looks, each by the push service of its browser. Whatever is told is
-- sealed for the device by its own two keys. A device is told for as long as its session lives.
CREATE TABLE push_devices (
    endpoint TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX push_devices_user ON push_devices (user_id, at);
