-- One row per dead letter. For PostgreSQL and SQLite alike. In texts a backslash is doubled, and what databases do not
-- take (NUL, halves of surrogate pairs) is a backslash and four hexadecimal digits.
CREATE TABLE IF NOT EXISTS pineflow_dead_letter (
    -- Hash of stream, key, rve, body and target.
    id           TEXT    NOT NULL PRIMARY KEY,
    -- EVENT, or UNREADABLE for input that could not be read.
    kind         TEXT    NOT NULL,
    stream       TEXT    NOT NULL,
    record_key   TEXT    NOT NULL,
    rve          BIGINT  NOT NULL,
    body         BYTEA   NOT NULL,
    target       TEXT    NOT NULL,
    -- Of the request, as a JSON object, without secrets.
    headers      TEXT    NOT NULL,
    status       INTEGER NOT NULL,
    answer       TEXT    NOT NULL,
    reason       TEXT    NOT NULL,
    -- Times are ISO 8601, UTC, with nine digits of a second.
    since        TEXT    NOT NULL,
    tries        INTEGER NOT NULL,
    -- How often it was sent again and refused, when last, and with which answer.
    redrives     INTEGER NOT NULL,
    last_redrive TEXT,
    last_status  INTEGER NOT NULL,
    last_answer  TEXT    NOT NULL
);

-- Who may change and remove letters now; no row when nobody does.
CREATE TABLE IF NOT EXISTS pineflow_dead_letter_claim (
    name    TEXT   NOT NULL PRIMARY KEY,
    owner   TEXT   NOT NULL,
    -- When the claim ends unless it is renewed: milliseconds since 1970 by the clock of the database.
    expires BIGINT NOT NULL
);
