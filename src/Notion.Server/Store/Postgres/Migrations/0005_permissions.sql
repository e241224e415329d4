ALTER TABLE workspace_members DROP CONSTRAINT workspace_members_role_check;
ALTER TABLE workspace_members ADD CONSTRAINT workspace_members_role_check CHECK (role IN ('owner', 'admin', 'member', 'guest'));

-- What everyone in the workspace may where no page says otherwise.
ALTER TABLE workspaces ADD COLUMN member_access text NOT NULL DEFAULT 'full' CHECK (member_access IN ('none', 'view', 'comment', 'edit', 'full'));

CREATE TABLE workspace_groups (
    id           uuid PRIMARY KEY,
    workspace_id uuid NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    name         text NOT NULL,
    created_at   timestamptz NOT NULL,
    UNIQUE (workspace_id, id)
);

-- Who leaves the workspace leaves its groups.
CREATE TABLE group_members (
    group_id     uuid NOT NULL,
    user_id      uuid NOT NULL,
    workspace_id uuid NOT NULL,
    PRIMARY KEY (group_id, user_id),
    FOREIGN KEY (workspace_id, group_id) REFERENCES workspace_groups(workspace_id, id) ON DELETE CASCADE,
    FOREIGN KEY (workspace_id, user_id) REFERENCES workspace_members(workspace_id, user_id) ON DELETE CASCADE
);
CREATE INDEX idx_group_members_user ON group_members(user_id);

ALTER TABLE pages ADD COLUMN is_restricted boolean NOT NULL DEFAULT false;
ALTER TABLE pages ADD COLUMN trashed_at timestamptz;
ALTER TABLE pages ADD COLUMN trashed_by uuid REFERENCES users(id);
CREATE INDEX idx_pages_trash ON pages(trashed_at) WHERE trashed_at IS NOT NULL;

-- What a page says itself. grantee_id is a user's, a group's or, for 'everyone' and 'guests', the workspace's.
CREATE TABLE page_permissions (
    page_id    uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('user', 'group', 'everyone', 'guests')),
    grantee_id uuid NOT NULL,
    level      text NOT NULL CHECK (level IN ('none', 'view', 'comment', 'edit', 'full')),
    PRIMARY KEY (page_id, kind, grantee_id)
);
CREATE INDEX idx_page_permissions_grantee ON page_permissions(grantee_id);

-- The token is never stored, only its SHA-256.
CREATE TABLE share_links (
    id             uuid PRIMARY KEY,
    page_id        uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    token_hash     bytea NOT NULL UNIQUE,
    level          text NOT NULL CHECK (level IN ('view', 'comment')),
    password_hash  text,
    expires_at     timestamptz,
    search_engines boolean NOT NULL DEFAULT false,
    created_by     uuid REFERENCES users(id),
    created_at     timestamptz NOT NULL
);
CREATE INDEX idx_share_links_page ON share_links(page_id);

-- Who has opened a link and may go on.
CREATE TABLE link_visits (
    token_hash bytea PRIMARY KEY,
    link_id    uuid NOT NULL REFERENCES share_links(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX idx_link_visits_link ON link_visits(link_id);
CREATE INDEX idx_link_visits_expiry ON link_visits(expires_at);

CREATE TABLE page_favourites (
    user_id    uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    page_id    uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, page_id)
);
CREATE INDEX idx_page_favourites_page ON page_favourites(page_id);

-- A projection: which blocks of a page link to or mention which page. The target may be any id, there or not.
CREATE TABLE page_links (
    page_id   uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    block_id  uuid NOT NULL,
    target_id uuid NOT NULL,
    PRIMARY KEY (page_id, block_id, target_id)
);
CREATE INDEX idx_page_links_target ON page_links(target_id, page_id);
