-- Short numbers of pages, from which the ids of their blocks in the REST interface of /v1 are made. Given when first asked for; never given twice.
CREATE TABLE page_numbers (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    page_id TEXT NOT NULL UNIQUE REFERENCES pages(id) ON DELETE CASCADE
) STRICT;
