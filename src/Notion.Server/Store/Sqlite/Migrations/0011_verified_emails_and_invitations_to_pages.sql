-- Since when somebody vouches that the address is theirs: a provider that they sign in with. Accounts without a password were made by one.
ALTER TABLE users ADD COLUMN email_verified_at INTEGER;
UPDATE users SET email_verified_at = created_at WHERE password_hash = '';

-- An invitation may be to one page. One open invitation per email and place.
CREATE TABLE invitations_new (
    id           TEXT PRIMARY KEY,
    token_hash   BLOB NOT NULL UNIQUE,
    workspace_id TEXT NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    email        TEXT NOT NULL,
    role         TEXT NOT NULL,
    invited_by   TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    page_id      TEXT REFERENCES pages(id) ON DELETE CASCADE,
    level        TEXT CHECK (level IN ('view', 'comment', 'edit', 'full')),
    CHECK ((page_id IS NULL) = (level IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO invitations_new (id, token_hash, workspace_id, email, role, invited_by, created_at, expires_at)
SELECT id, token_hash, workspace_id, email, role, invited_by, created_at, expires_at FROM invitations;

DROP TABLE invitations;
ALTER TABLE invitations_new RENAME TO invitations;
CREATE INDEX idx_invitations_inviter ON invitations(invited_by);
CREATE INDEX idx_invitations_page ON invitations(page_id);
CREATE UNIQUE INDEX idx_invitations_place ON invitations(workspace_id, email, coalesce(page_id, workspace_id));
