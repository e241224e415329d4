-- How often something was tried lately: sign-ins that have not succeeded, sign-ups. The key is a hash of what it is about.
CREATE TABLE sign_in_attempts (
    key     BLOB PRIMARY KEY,
    count   INTEGER NOT NULL,
    ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_sign_in_attempts_end ON sign_in_attempts(ends_at);
