-- Since when somebody vouches that the address is theirs: a provider that they sign in with. Accounts without a password were made by one.
ALTER TABLE users ADD COLUMN email_verified_at timestamptz;
UPDATE users SET email_verified_at = created_at WHERE password_hash = '';

-- An invitation may be to one page. One open invitation per email and place.
ALTER TABLE invitations DROP CONSTRAINT invitations_workspace_id_email_key;
ALTER TABLE invitations ADD COLUMN page_id uuid REFERENCES pages(id) ON DELETE CASCADE;
ALTER TABLE invitations ADD COLUMN level text CHECK (level IN ('view', 'comment', 'edit', 'full'));
ALTER TABLE invitations ADD CHECK ((page_id IS NULL) = (level IS NULL));
CREATE INDEX idx_invitations_page ON invitations(page_id);
CREATE UNIQUE INDEX idx_invitations_place ON invitations(workspace_id, email, coalesce(page_id, workspace_id));
