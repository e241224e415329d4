-- Two more roles. Nothing refers to this table yet, so it is made anew.
CREATE TABLE members (
    workspace_id TEXT NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    user_id      TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    role         TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('owner', 'admin', 'member', 'guest')),
    PRIMARY KEY (workspace_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO members SELECT workspace_id, user_id, role FROM workspace_members;
DROP TABLE workspace_members;
ALTER TABLE members RENAME TO workspace_members;
CREATE INDEX idx_workspace_members_user ON workspace_members(user_id);

-- What everyone in the workspace may where no page says otherwise.
ALTER TABLE workspaces ADD COLUMN member_access TEXT NOT NULL DEFAULT 'full' CHECK (member_access IN ('none', 'view', 'comment', 'edit', 'full'));

CREATE TABLE workspace_groups (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    name         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Who leaves the workspace leaves its groups.
CREATE TABLE group_members (
    group_id     TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    PRIMARY KEY (group_id, user_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES workspace_groups(workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES workspace_members(workspace_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_group_members_user ON group_members(user_id);

ALTER TABLE pages ADD COLUMN is_restricted INTEGER NOT NULL DEFAULT 0 CHECK (is_restricted IN (0, 1));
ALTER TABLE pages ADD COLUMN trashed_at INTEGER;
ALTER TABLE pages ADD COLUMN trashed_by TEXT REFERENCES users(id);
CREATE INDEX idx_pages_trash ON pages(trashed_at) WHERE trashed_at IS NOT NULL;

-- What a page says itself. grantee_id is a user's, a group's or, for 'everyone' and 'guests', the workspace's.
CREATE TABLE page_permissions (
    page_id    TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    kind       TEXT NOT NULL CHECK (kind IN ('user', 'group', 'everyone', 'guests')),
    grantee_id TEXT NOT NULL,
    level      TEXT NOT NULL CHECK (level IN ('none', 'view', 'comment', 'edit', 'full')),
    PRIMARY KEY (page_id, kind, grantee_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_page_permissions_grantee ON page_permissions(grantee_id);

-- The token is never stored, only its SHA-256.
CREATE TABLE share_links (
    id             TEXT PRIMARY KEY,
    page_id        TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    token_hash     BLOB NOT NULL UNIQUE,
    level          TEXT NOT NULL CHECK (level IN ('view', 'comment')),
    password_hash  TEXT,
    expires_at     INTEGER,
    search_engines INTEGER NOT NULL DEFAULT 0 CHECK (search_engines IN (0, 1)),
    created_by     TEXT REFERENCES users(id),
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_share_links_page ON share_links(page_id);

-- Who has opened a link and may go on.
CREATE TABLE link_visits (
    token_hash BLOB PRIMARY KEY,
    link_id    TEXT NOT NULL REFERENCES share_links(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_link_visits_link ON link_visits(link_id);
CREATE INDEX idx_link_visits_expiry ON link_visits(expires_at);

CREATE TABLE page_favourites (
    user_id    TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    page_id    TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, page_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_page_favourites_page ON page_favourites(page_id);

-- A projection: which blocks of a page link to or mention which page. The target may be any id, there or not.
CREATE TABLE page_links (
    page_id   TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    block_id  TEXT NOT NULL,
    target_id TEXT NOT NULL,
    PRIMARY KEY (page_id, block_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX idx_page_links_target ON page_links(target_id, page_id);
