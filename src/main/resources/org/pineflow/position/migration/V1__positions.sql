-- One row per stream: who owns it, and how far it is delivered. For PostgreSQL and SQLite alike.
CREATE TABLE IF NOT EXISTS pineflow_position (
    stream  TEXT   NOT NULL PRIMARY KEY,
    -- The owner; null when nobody owns the stream.
    owner   TEXT,
    -- Raised by one with each new owner, and never lowered: an owner of an earlier epoch can write nothing.
    epoch   BIGINT NOT NULL,
    -- When the lease ends unless it is renewed: milliseconds since 1970 by the clock of the database.
    expires BIGINT NOT NULL,
    -- The position as JSON with its checksum; null when the stream has none.
    record  TEXT
);
