-- What people say about a page, or about a block of it; comments of one discussion belong together. block_id is the block's UUID in the page's document.
CREATE TABLE comments (
    id            uuid PRIMARY KEY,
    discussion_id uuid NOT NULL,
    page_id       uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    block_id      uuid,
    author_id     uuid NOT NULL REFERENCES users(id),
    content       jsonb NOT NULL,
    created_at    timestamptz NOT NULL,
    edited_at     timestamptz NOT NULL
);

CREATE INDEX idx_comments_page ON comments(page_id, created_at, id);
CREATE INDEX idx_comments_discussion ON comments(discussion_id);
