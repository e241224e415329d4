-- The version vector of the document in bytes, so that a page is opened and compared without loading it. Null in rows from before.
ALTER TABLE page_snapshots ADD COLUMN version bytea;
