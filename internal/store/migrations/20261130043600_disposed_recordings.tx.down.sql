UPDATE recordings SET state = 'failed', reason = 'disposed' WHERE state = 'disposed';
{{- if eq .Dialect "sqlite"}}
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(replace(sql, 'state IN (''recording'', ''paused'', ''finishing'', ''ready'', ''failed'', ''disposed'')', 'state IN (''recording'', ''paused'', ''finishing'', ''ready'', ''failed'')'), '(state IN (''ready'', ''failed'', ''disposed''))', '(state IN (''ready'', ''failed''))')
  WHERE type = 'table' AND name = 'recordings';
PRAGMA writable_schema = RESET;
CREATE INDEX recordings_state ON recordings (state);
DROP INDEX recordings_state;
{{- else}}
ALTER TABLE recordings DROP CONSTRAINT recordings_state_check;
ALTER TABLE recordings DROP CONSTRAINT recordings_check;
ALTER TABLE recordings ADD CONSTRAINT recordings_state_check CHECK (state IN ('recording', 'paused', 'finishing', 'ready', 'failed'));
ALTER TABLE recordings ADD CONSTRAINT recordings_check CHECK ((state IN ('ready', 'failed')) = (ended_at IS NOT NULL));
{{- end}}
