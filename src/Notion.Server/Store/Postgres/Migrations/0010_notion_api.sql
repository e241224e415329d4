-- Short numbers of pages, from which the ids of their blocks in the REST interface of /v1 are made. Given when first asked for; never given twice.
CREATE TABLE page_numbers (
    number  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    page_id uuid NOT NULL UNIQUE REFERENCES pages(id) ON DELETE CASCADE
);

-- A cover has up to 2,000 characters (Page.MaxCoverLength); an icon may be the address of a picture, too. A limit that is lower here would keep the page from being committed.
ALTER TABLE pages ALTER COLUMN cover_image TYPE varchar(2000);
ALTER TABLE pages ALTER COLUMN icon TYPE varchar(2000);
