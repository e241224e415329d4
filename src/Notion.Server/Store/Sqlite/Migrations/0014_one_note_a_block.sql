-- One note tells search of a block, however much is typed in it before the note is taken. A note that is taken does not count: its text has perhaps been read already.
ALTER TABLE search_changes ADD COLUMN is_taken INTEGER NOT NULL DEFAULT 0 CHECK (is_taken IN (0, 1));
CREATE INDEX idx_search_changes_block ON search_changes(page_id, block_id);
DROP TRIGGER search_block_changed;
CREATE TRIGGER search_block_changed AFTER UPDATE OF content ON blocks
WHEN old.content <> new.content AND NOT EXISTS (SELECT 1 FROM search_changes WHERE page_id = new.page_id AND block_id = new.id AND is_taken = 0) BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (new.page_id, new.id);
END;

-- The index lies in a file of its own, which is made anew from what is there.
DROP TABLE search_words;
DROP TABLE search_entries;
