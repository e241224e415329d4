-- Sessions get an id to be named by (the token's hash stays where it is), and say where and when they were used.
ALTER TABLE sessions ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
ALTER TABLE sessions ADD COLUMN last_used_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE sessions ADD COLUMN ip_address text;
ALTER TABLE sessions ADD COLUMN user_agent text;
ALTER TABLE sessions ALTER COLUMN id DROP DEFAULT;
ALTER TABLE sessions ALTER COLUMN last_used_at DROP DEFAULT;

-- Tokens of integrations: they act for the user who made them, in one workspace, within their scopes.
CREATE TABLE api_tokens (
    id           uuid PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    workspace_id uuid NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    user_id      uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name         text NOT NULL,
    scopes       integer NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz
);

CREATE INDEX idx_api_tokens_workspace ON api_tokens(workspace_id, created_at, id);
CREATE INDEX idx_api_tokens_user ON api_tokens(user_id);

-- One open invitation per email and workspace.
CREATE TABLE invitations (
    id           uuid PRIMARY KEY,
    token_hash   bytea NOT NULL UNIQUE,
    workspace_id uuid NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    email        text NOT NULL,
    role         text NOT NULL,
    invited_by   uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    UNIQUE (workspace_id, email)
);

CREATE INDEX idx_invitations_inviter ON invitations(invited_by);

-- Who a user is at a sign-in provider. A user of providers alone has an empty password_hash.
CREATE TABLE external_logins (
    issuer     text NOT NULL,
    subject    text NOT NULL,
    user_id    uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX idx_external_logins_user ON external_logins(user_id);

-- Sign-ins that have gone to a provider and have not come back. Each row is taken out by the first that comes back with its state.
CREATE TABLE external_sign_ins (
    state_hash    bytea PRIMARY KEY,
    browser_hash  bytea NOT NULL,
    provider      text NOT NULL,
    nonce         text NOT NULL,
    code_verifier text NOT NULL,
    user_id       uuid REFERENCES users(id) ON DELETE CASCADE,
    expires_at    timestamptz NOT NULL
);

CREATE INDEX idx_external_sign_ins_expiry ON external_sign_ins(expires_at);
CREATE INDEX idx_external_sign_ins_user ON external_sign_ins(user_id);

-- What was answered to a request that its sender may send again. Without a status it is being worked on.
CREATE TABLE idempotency_keys (
    user_id     uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,
    resource_id uuid NOT NULL,
    claimed_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    status      integer,
    location    text,
    etag        text,
    body        bytea,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idx_idempotency_keys_expiry ON idempotency_keys(expires_at);

-- Which workspace an event is about, for those who look after it; a sign-in is about none.
ALTER TABLE audit_log ADD COLUMN workspace_id uuid;
CREATE INDEX idx_audit_log_workspace ON audit_log(workspace_id, id);
