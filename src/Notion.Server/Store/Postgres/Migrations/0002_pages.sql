-- updated_at moves with every commit: room in each block for the next version of a row, so that no index has to be touched.
CREATE TABLE pages (
    id                uuid PRIMARY KEY,
    workspace_id      uuid NOT NULL REFERENCES workspaces(id) ON DELETE CASCADE,
    parent_id         uuid REFERENCES pages(id),
    title             varchar(500) NOT NULL DEFAULT 'Untitled',
    icon              varchar(100),
    cover_image       varchar(500),
    is_database       boolean NOT NULL DEFAULT false,
    properties_schema jsonb,
    created_by        uuid REFERENCES users(id),
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 80);

CREATE INDEX idx_pages_workspace ON pages(workspace_id, created_at, id);
CREATE INDEX idx_pages_parent ON pages(parent_id);

-- The truth about a page's content. Updates are dense already: compressing them again would only cost time.
CREATE TABLE page_changes (
    page_id    uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    seq        bigint NOT NULL CHECK (seq > 0),
    bytes      bytea NOT NULL,
    author     uuid REFERENCES users(id),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (page_id, seq)
) PARTITION BY HASH (page_id);

ALTER TABLE page_changes ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The document with exactly the changes up to seq. Only the latest is kept.
CREATE TABLE page_snapshots (
    page_id    uuid PRIMARY KEY REFERENCES pages(id) ON DELETE CASCADE,
    seq        bigint NOT NULL,
    bytes      bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
) PARTITION BY HASH (page_id);

ALTER TABLE page_snapshots ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- A projection for SQL readers: the live blocks of every page at its committed version. Never read back into a document.
-- The page is part of the key: a hostile client can write any block id into its own page, and must not reach another page's rows by it. So the key is also the
-- seed's idx_blocks_page. Type and position are text without a limit: a client chooses them, and a limit here would keep its page from being committed.
CREATE TABLE blocks (
    id              uuid NOT NULL,
    page_id         uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    parent_block_id uuid,
    type            text NOT NULL,
    properties      jsonb NOT NULL DEFAULT '{}',
    content         jsonb NOT NULL DEFAULT '[]',
    position        text NOT NULL,
    version         integer NOT NULL DEFAULT 0,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (page_id, id),
    FOREIGN KEY (page_id, parent_block_id) REFERENCES blocks(page_id, id) ON DELETE CASCADE
) PARTITION BY HASH (page_id);

CREATE INDEX idx_blocks_parent ON blocks(page_id, parent_block_id);

-- 16 parts by page: at a billion blocks each index is one that fits in memory, VACUUM does a part at a time, and the parts can go to other disks or other machines.
-- Rows of blocks are rewritten in place as people type, so their pages keep room; the log only grows at its end.
DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE page_changes_%1$s PARTITION OF page_changes FOR VALUES WITH (MODULUS 16, REMAINDER %2$s)', to_char(part, 'FM00'), part);
        EXECUTE format('CREATE TABLE page_snapshots_%1$s PARTITION OF page_snapshots FOR VALUES WITH (MODULUS 16, REMAINDER %2$s)', to_char(part, 'FM00'), part);
        EXECUTE format('CREATE TABLE blocks_%1$s PARTITION OF blocks FOR VALUES WITH (MODULUS 16, REMAINDER %2$s) WITH (fillfactor = 80)', to_char(part, 'FM00'), part);
    END LOOP;
END
$$;

-- Locks the page until the transaction ends, and raises when its log is not at the expected change. Each statement inside sees what was committed before it.
CREATE FUNCTION claim_page(page uuid, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    last bigint;
BEGIN
    PERFORM 1 FROM pages WHERE id = page FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'There is no page %.', page USING ERRCODE = 'foreign_key_violation';
    END IF;
    SELECT max(seq) INTO last FROM page_changes WHERE page_id = page;
    IF coalesce(last, 0) <> expected THEN
        RAISE EXCEPTION 'Page % is at change %, not %: another writer was faster.', page, coalesce(last, 0), expected USING ERRCODE = 'NT001';
    END IF;
END
$$;
