-- What search has yet to take in: a row for every change of a block's text or a page's title, written by the transaction that makes the change.
-- block_id is the nil UUID for the page's own title.
CREATE TABLE search_changes (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    page_id  TEXT NOT NULL,
    block_id TEXT NOT NULL
) STRICT;

CREATE TABLE search_entries (
    id       INTEGER PRIMARY KEY,
    page_id  TEXT NOT NULL,
    block_id TEXT NOT NULL,
    UNIQUE (page_id, block_id)
) STRICT;

-- The words of an entry, folded: lower case, without accents. scope is the workspace. The text itself stays where it is, in blocks and pages.
CREATE VIRTUAL TABLE search_words USING fts5 (title, body, scope, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3');

CREATE TRIGGER search_block_added AFTER INSERT ON blocks BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (new.page_id, new.id);
END;

CREATE TRIGGER search_block_changed AFTER UPDATE OF content ON blocks WHEN old.content <> new.content BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (new.page_id, new.id);
END;

CREATE TRIGGER search_block_removed AFTER DELETE ON blocks BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (old.page_id, old.id);
END;

CREATE TRIGGER search_page_added AFTER INSERT ON pages BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (new.id, '00000000-0000-0000-0000-000000000000');
END;

CREATE TRIGGER search_page_changed AFTER UPDATE OF title ON pages WHEN old.title <> new.title BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (new.id, '00000000-0000-0000-0000-000000000000');
END;

CREATE TRIGGER search_page_removed AFTER DELETE ON pages BEGIN
    INSERT INTO search_changes (page_id, block_id) VALUES (old.id, '00000000-0000-0000-0000-000000000000');
END;

-- What is there already.
INSERT INTO search_changes (page_id, block_id) SELECT id, '00000000-0000-0000-0000-000000000000' FROM pages;
INSERT INTO search_changes (page_id, block_id) SELECT page_id, id FROM blocks;
