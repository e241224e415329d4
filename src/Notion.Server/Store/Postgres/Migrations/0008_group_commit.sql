-- Locks many pages until the transaction ends, without waiting for any, and raises with those that are locked by somebody else, gone, or not at the expected change; then nobody is locked.
-- Each statement inside sees what was committed before it, so the log is read as it is once the lock is there. The last rows of a log always stay.
CREATE FUNCTION claim_pages(claimed uuid[], expected bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    locked uuid[];
    missed uuid[];
BEGIN
    SELECT coalesce(array_agg(l.id), '{}') INTO locked FROM (SELECT p.id FROM pages p WHERE p.id = ANY(claimed) FOR NO KEY UPDATE SKIP LOCKED) AS l;
    SELECT array_agg(k.id) INTO missed FROM unnest(claimed, expected) AS k(id, seq)
    WHERE k.id <> ALL(locked) OR k.seq <> coalesce((SELECT max(c.seq) FROM page_changes c WHERE c.page_id = k.id), 0);
    IF missed IS NOT NULL THEN
        RAISE EXCEPTION '% pages are not to be had.', cardinality(missed) USING ERRCODE = 'NT002', HINT = array_to_string(missed, ',');
    END IF;
END
$$;
