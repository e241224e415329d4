-- Rows of databases as filters and sorts see them: of every page's values the folded texts, the numbers (moments in milliseconds since 1970, flags as 0 and 1) and the ids, by slot; in slot ''
-- all values as JSON. A projection of the page's document, written in the transaction that writes its log. database_id is the page above, null while the page is in the trash.
CREATE TABLE row_values (
    page_id     TEXT NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    slot        TEXT NOT NULL,
    item        TEXT NOT NULL DEFAULT '',
    text        TEXT,
    sort_text   TEXT,
    number      REAL,
    json        TEXT CHECK (json IS NULL OR json_valid(json)),
    database_id TEXT,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (page_id, slot, item)
) STRICT, WITHOUT ROWID;

CREATE INDEX idx_row_values_number ON row_values(database_id, slot, number, created_at, page_id) WHERE number IS NOT NULL;
CREATE INDEX idx_row_values_text ON row_values(database_id, slot, sort_text, created_at, page_id) WHERE sort_text IS NOT NULL;
CREATE INDEX idx_row_values_item ON row_values(database_id, slot, item, created_at, page_id) WHERE item <> '';
CREATE INDEX idx_pages_rows ON pages(parent_id, created_at, id) WHERE trashed_at IS NULL;

CREATE TRIGGER row_values_moved AFTER UPDATE OF parent_id, trashed_at ON pages
WHEN new.parent_id IS NOT old.parent_id OR (new.trashed_at IS NULL) <> (old.trashed_at IS NULL) BEGIN
    UPDATE row_values SET database_id = CASE WHEN new.trashed_at IS NULL THEN new.parent_id END WHERE page_id = new.id;
END;

-- Who last edited the page; null where that is not known.
ALTER TABLE pages ADD COLUMN updated_by TEXT;

-- Whether a page has, or once had, permissions of its own: for the rows of a database whose access may be another than the database's. Asking each of 100,000 would take too long.
ALTER TABLE pages ADD COLUMN says_access INTEGER NOT NULL DEFAULT 0 CHECK (says_access IN (0, 1));
UPDATE pages SET says_access = 1 WHERE is_restricted = 1 OR EXISTS (SELECT 1 FROM page_permissions e WHERE e.page_id = pages.id);
CREATE INDEX idx_pages_says_access ON pages(parent_id) WHERE says_access = 1;

CREATE TRIGGER pages_say_access AFTER INSERT ON page_permissions BEGIN
    UPDATE pages SET says_access = 1 WHERE id = new.page_id AND says_access = 0;
END;

CREATE TRIGGER pages_are_restricted AFTER UPDATE OF is_restricted ON pages WHEN new.is_restricted = 1 AND new.says_access = 0 BEGIN
    UPDATE pages SET says_access = 1 WHERE id = new.id;
END;
