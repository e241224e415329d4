-- Rows of databases as filters and sorts see them: of every page's values the folded texts, the numbers (moments in milliseconds since 1970, flags as 0 and 1) and the ids, by slot; in slot ''
-- all values as JSON. A projection of the page's document, written in the transaction that writes its log. database_id is the page above, null while the page is in the trash.
CREATE TABLE row_values (
    page_id     uuid NOT NULL REFERENCES pages(id) ON DELETE CASCADE,
    slot        text COLLATE "C" NOT NULL,
    item        text COLLATE "C" NOT NULL DEFAULT '',
    text        text COLLATE "C",
    sort_text   text COLLATE "C",
    number      double precision,
    json        jsonb,
    database_id uuid,
    created_at  timestamptz NOT NULL,
    PRIMARY KEY (page_id, slot, item)
);

CREATE INDEX idx_row_values_number ON row_values(database_id, slot, number, created_at, page_id) WHERE number IS NOT NULL;
CREATE INDEX idx_row_values_text ON row_values(database_id, slot, sort_text, created_at, page_id) WHERE sort_text IS NOT NULL;
CREATE INDEX idx_row_values_item ON row_values(database_id, slot, item, created_at, page_id) WHERE item <> '';
CREATE INDEX idx_pages_rows ON pages(parent_id, created_at, id) WHERE trashed_at IS NULL;

CREATE FUNCTION move_row_values() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE row_values SET database_id = CASE WHEN NEW.trashed_at IS NULL THEN NEW.parent_id END WHERE page_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER row_values_moved AFTER UPDATE OF parent_id, trashed_at ON pages FOR EACH ROW
    WHEN (NEW.parent_id IS DISTINCT FROM OLD.parent_id OR (NEW.trashed_at IS NULL) <> (OLD.trashed_at IS NULL)) EXECUTE FUNCTION move_row_values();

-- Who last edited the page; null where that is not known.
ALTER TABLE pages ADD COLUMN updated_by uuid;

-- Whether a page has, or once had, permissions of its own: for the rows of a database whose access may be another than the database's. Asking each of 100,000 would take too long.
ALTER TABLE pages ADD COLUMN says_access boolean NOT NULL DEFAULT false;
UPDATE pages SET says_access = true WHERE is_restricted OR EXISTS (SELECT 1 FROM page_permissions e WHERE e.page_id = pages.id);
CREATE INDEX idx_pages_says_access ON pages(parent_id) WHERE says_access;

CREATE FUNCTION note_page_access() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE pages SET says_access = true WHERE id = NEW.page_id AND NOT says_access;
    RETURN NULL;
END
$$;

CREATE TRIGGER pages_say_access AFTER INSERT ON page_permissions FOR EACH ROW EXECUTE FUNCTION note_page_access();

CREATE FUNCTION note_page_restriction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.says_access := true;
    RETURN NEW;
END
$$;

CREATE TRIGGER pages_are_restricted BEFORE UPDATE OF is_restricted ON pages FOR EACH ROW WHEN (NEW.is_restricted AND NOT NEW.says_access) EXECUTE FUNCTION note_page_restriction();
