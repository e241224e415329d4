-- How often something was tried lately: sign-ins that have not succeeded, sign-ups. The key is a hash of what it is about.
-- Unlogged: who crashes the database to be forgotten has other means. The rows are written as often as anybody knocks.
CREATE UNLOGGED TABLE sign_in_attempts (
    key     bytea PRIMARY KEY,
    count   integer NOT NULL,
    ends_at timestamptz NOT NULL
);

CREATE INDEX idx_sign_in_attempts_end ON sign_in_attempts(ends_at);
