-- What people say about a page, or about a block of it; comments of one discussion belong together. block_id is the block's UUID in the page's document.
CREATE TABLE comments (
    id            TEXT PRIMARY KEY,
    discussion_id TEXT NOT NULL,
    page_id       TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    block_id      TEXT,
    author_id     TEXT NOT NULL REFERENCES users(id),
    content       TEXT NOT NULL CHECK (json_valid(content)),
    created_at    INTEGER NOT NULL,
    edited_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_comments_page ON comments(page_id, created_at, id);
CREATE INDEX idx_comments_discussion ON comments(discussion_id);
