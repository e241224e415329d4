-- What search has yet to take in: a row for every change of a block's text or a page's title, written by the transaction that makes the change.
-- block_id is the nil UUID for the page's own title.
CREATE TABLE search_changes (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    page_id  uuid NOT NULL,
    block_id uuid NOT NULL
);

-- The words of a text, folded: lower case, without accents; a title's with weight A; and one word that stands for the workspace.
-- The text itself stays where it is, in blocks and pages.
CREATE TABLE search_entries (
    page_id  uuid NOT NULL,
    block_id uuid NOT NULL,
    words    tsvector NOT NULL,
    PRIMARY KEY (page_id, block_id)
) PARTITION BY HASH (page_id);

CREATE INDEX idx_search_entries_words ON search_entries USING gin (words);

DO $$
BEGIN
    FOR part IN 0..15 LOOP
        EXECUTE format('CREATE TABLE search_entries_%1$s PARTITION OF search_entries FOR VALUES WITH (MODULUS 16, REMAINDER %2$s)', to_char(part, 'FM00'), part);
    END LOOP;
END
$$;

-- One note for each row of a statement, at its end: a commit of many blocks costs one insert more.
CREATE FUNCTION note_blocks_for_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO search_changes (page_id, block_id) SELECT page_id, id FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO search_changes (page_id, block_id) SELECT page_id, id FROM old_rows;
    ELSE
        INSERT INTO search_changes (page_id, block_id)
        SELECT n.page_id, n.id FROM new_rows n JOIN old_rows o ON o.page_id = n.page_id AND o.id = n.id WHERE o.content <> n.content;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER search_blocks_added AFTER INSERT ON blocks REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_blocks_for_search();
CREATE TRIGGER search_blocks_changed AFTER UPDATE ON blocks REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_blocks_for_search();
CREATE TRIGGER search_blocks_removed AFTER DELETE ON blocks REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION note_blocks_for_search();

CREATE FUNCTION note_page_for_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (coalesce(NEW.id, OLD.id), '00000000-0000-0000-0000-000000000000');
    RETURN NULL;
END
$$;

CREATE TRIGGER search_page_added AFTER INSERT OR DELETE ON pages FOR EACH ROW EXECUTE FUNCTION note_page_for_search();
CREATE TRIGGER search_page_changed AFTER UPDATE OF title ON pages FOR EACH ROW WHEN (OLD.title <> NEW.title) EXECUTE FUNCTION note_page_for_search();

-- What is there already.
INSERT INTO search_changes (page_id, block_id) SELECT id, '00000000-0000-0000-0000-000000000000' FROM pages;
INSERT INTO search_changes (page_id, block_id) SELECT page_id, id FROM blocks;
