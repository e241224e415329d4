CREATE TABLE pages (
    id                TEXT PRIMARY KEY,
    workspace_id      TEXT NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    parent_id         TEXT REFERENCES pages(id),
    title             TEXT NOT NULL DEFAULT 'Untitled',
    icon              TEXT,
    cover_image       TEXT,
    is_database       INTEGER NOT NULL DEFAULT 0 CHECK (is_database IN (0, 1)),
    properties_schema TEXT CHECK (properties_schema IS NULL OR json_valid(properties_schema)),
    created_by        TEXT REFERENCES users(id),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_pages_workspace ON pages(workspace_id, created_at, id);
CREATE INDEX idx_pages_parent ON pages(parent_id);

-- The truth about a page's content. Clustered by page, so that opening one reads one stretch of the file.
CREATE TABLE page_changes (
    page_id    TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL CHECK (seq > 0),
    bytes      BLOB NOT NULL,
    author     TEXT REFERENCES users(id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (page_id, seq)
) STRICT, WITHOUT ROWID;

-- The document with exactly the changes up to seq. Only the latest is kept.
CREATE TABLE page_snapshots (
    page_id    TEXT PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE,
    seq        INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- A projection for SQL readers: the live blocks of every page at its committed version. Never read back into a document.
-- The page is part of the key: a hostile client can write any block id into its own page, and must not reach another page's rows by it.
CREATE TABLE blocks (
    id              TEXT NOT NULL,
    page_id         TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    parent_block_id TEXT,
    type            TEXT NOT NULL,
    properties      TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(properties)),
    content         TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(content)),
    position        TEXT NOT NULL,
    version         INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (page_id, id),
    FOREIGN KEY (page_id, parent_block_id) REFERENCES blocks(page_id, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_blocks_parent ON blocks(page_id, parent_block_id);
