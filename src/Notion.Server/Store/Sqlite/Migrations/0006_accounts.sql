-- Sessions get an id to be named by (the token's hash stays where it is), and say where and when they were used.
CREATE TABLE sessions_new (
    token_hash   BLOB PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    user_id      TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    ip_address   TEXT,
    user_agent   TEXT
) STRICT, WITHOUT ROWID;

INSERT INTO sessions_new (token_hash, id, user_id, created_at, last_used_at, expires_at)
SELECT token_hash,
       lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
       user_id, created_at, created_at, expires_at
FROM sessions;

DROP TABLE sessions;
ALTER TABLE sessions_new RENAME TO sessions;
CREATE INDEX idx_sessions_user ON sessions(user_id);
CREATE INDEX idx_sessions_expiry ON sessions(expires_at);

-- Tokens of integrations: they act for the user who made them, in one workspace, within their scopes.
CREATE TABLE api_tokens (
    id           TEXT PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    workspace_id TEXT NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    user_id      TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    scopes       INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER,
    last_used_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_api_tokens_workspace ON api_tokens(workspace_id, created_at, id);
CREATE INDEX idx_api_tokens_user ON api_tokens(user_id);

-- One open invitation per email and workspace.
CREATE TABLE invitations (
    id           TEXT PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    workspace_id TEXT NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    email        TEXT NOT NULL,
    role         TEXT NOT NULL,
    invited_by   TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    UNIQUE (workspace_id, email)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_invitations_inviter ON invitations(invited_by);

-- Who a user is at a sign-in provider. A user of providers alone has an empty password_hash.
CREATE TABLE external_logins (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (issuer, subject)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_external_logins_user ON external_logins(user_id);

-- Sign-ins that have gone to a provider and have not come back. Each row is taken out by the first that comes back with its state.
CREATE TABLE external_sign_ins (
    state_hash    BLOB PRIMARY KEY,
    browser_hash  BLOB NOT NULL,
    provider      TEXT NOT NULL,
    nonce         TEXT NOT NULL,
    code_verifier TEXT NOT NULL,
    user_id       TEXT REFERENCES users(id) ON DELETE CASCADE,
    expires_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_external_sign_ins_expiry ON external_sign_ins(expires_at);
CREATE INDEX idx_external_sign_ins_user ON external_sign_ins(user_id);

-- What was answered to a request that its sender may send again. Without a status it is being worked on.
CREATE TABLE idempotency_keys (
    user_id     TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    key         TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    resource_id TEXT NOT NULL,
    claimed_at  INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL,
    status      INTEGER,
    location    TEXT,
    etag        TEXT,
    body        BLOB,
    PRIMARY KEY (user_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_idempotency_keys_expiry ON idempotency_keys(expires_at);

-- Which workspace an event is about, for those who look after it; a sign-in is about none.
ALTER TABLE audit_log ADD COLUMN workspace_id TEXT;
CREATE INDEX idx_audit_log_workspace ON audit_log(workspace_id, id);
