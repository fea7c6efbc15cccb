-- What waits for somebody is a small part of a year's papers.
CREATE INDEX papers_state ON papers (state, meeting_id);
-- A subject with what is part of it, by the beginning of its name: each database has its own kind of index for LIKE.
{{- if eq .Dialect "sqlite"}}
CREATE INDEX audit_subject_parts ON audit_records (subject COLLATE NOCASE, seq);
{{- else}}
CREATE INDEX audit_subject_parts ON audit_records (subject text_pattern_ops, seq);
{{- end}}
