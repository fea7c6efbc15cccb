-- The audit log by its words, which are folded and split by single spaces already. Written by the
-- database with each record, so that no record is without its words.
{{- if eq .Dialect "sqlite"}}
-- Holds no copy of the words; "ascii" splits at spaces alone, since folded text has no other ASCII but letters and digits.
CREATE VIRTUAL TABLE audit_words USING fts5(
  search, content = 'audit_records', content_rowid = 'seq', tokenize = 'ascii', detail = 'none', columnsize = 0
);
INSERT INTO audit_words (audit_words) VALUES ('rebuild');
CREATE TRIGGER audit_words_follow AFTER INSERT ON audit_records
BEGIN INSERT INTO audit_words (rowid, search) VALUES (new.seq, new.search); END;
{{- else}}
-- Not by the parser of to_tsvector, which splits by rules of its own. A lexeme has a longest length; so has a word here.
CREATE FUNCTION audit_words(search TEXT) RETURNS TSVECTOR LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(ARRAY(SELECT DISTINCT left(word, 64) FROM unnest(string_to_array(search, ' ')) AS word WHERE word <> ''));
ALTER TABLE audit_records ADD COLUMN words TSVECTOR GENERATED ALWAYS AS (audit_words(search)) STORED;
CREATE INDEX audit_words ON audit_records USING gin (words);
{{- end}}
