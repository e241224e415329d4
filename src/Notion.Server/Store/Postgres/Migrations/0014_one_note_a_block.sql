-- Nothing to do here: several servers write and take notes at once, and none can rely on a note of another's. The same number and name as in SQLite, so that both schemas are at one version.
SELECT 1;
