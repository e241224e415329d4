-- One note tells search of a block, however much is typed in it before the note is taken. Notes are written and taken by one connection, so whoever finds one here can rely on its being read after this change.
CREATE INDEX idx_search_changes_block ON search_changes(page_id, block_id);
DROP TRIGGER search_block_changed;
CREATE TRIGGER search_block_changed AFTER UPDATE OF content ON blocks
WHEN old.content <> new.content AND NOT EXISTS (SELECT 1 FROM search_changes WHERE page_id = new.page_id AND block_id = new.id) BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (new.page_id, new.id);
END;
