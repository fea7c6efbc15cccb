-- What was disposed of is not what failed.
{{- if eq .Dialect "sqlite"}}
-- SQLite has no way to change a CHECK but to write the table anew, with all that refer to it; what a CHECK says is not in the
-- rows, so that its text alone is changed (https://sqlite.org/lang_altertable.html#otheralter). Making an index tells other
-- connections that the schema is another.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql, 'state IN (''recording'', ''paused'', ''finishing'', ''ready'', ''failed'')', 'state IN (''recording'', ''paused'', ''finishing'', ''ready'', ''failed'', ''disposed'')'), '(state IN (''ready'', ''failed''))', '(state IN (''ready'', ''failed'', ''disposed''))')
  WHERE type = 'table' AND name = 'recordings';
PRAGMA writable_schema = RESET;
CREATE INDEX recordings_state ON recordings (state);
DROP INDEX recordings_state;
{{- else}}
ALTER TABLE recordings DROP CONSTRAINT recordings_state_check;
ALTER TABLE recordings DROP CONSTRAINT recordings_check;
ALTER TABLE recordings ADD CONSTRAINT recordings_state_check CHECK (state IN ('recording', 'paused', 'finishing', 'ready', 'failed', 'disposed'));
ALTER TABLE recordings ADD CONSTRAINT recordings_check CHECK ((state IN ('ready', 'failed', 'disposed')) = (ended_at IS NOT NULL));
{{- end}}
UPDATE recordings SET state = 'disposed', reason = '' WHERE state = 'failed' AND reason = 'disposed';
