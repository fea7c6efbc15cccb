-- What a register of documents is searched by, folded; '' for documents issued before, which are searched by their title.
ALTER TABLE documents ADD COLUMN search TEXT NOT NULL DEFAULT '';
CREATE INDEX documents_register ON documents (year, issued_at, id);
-- What a calendar link tells: of links made before, what they told then.
ALTER TABLE calendar_feeds ADD COLUMN detail TEXT NOT NULL DEFAULT 'titles' CHECK (detail IN ('busy', 'titles'));
