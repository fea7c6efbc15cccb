-- One row an account: whoever changes its folders or documents holds it, so that sums and trees stay true.
CREATE TABLE own_cabinets (
  account_id TEXT PRIMARY KEY REFERENCES accounts (id),
  changes BIGINT NOT NULL
);
CREATE TABLE own_folders (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  -- NULL: at the top.
  parent_id TEXT REFERENCES own_folders (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  -- The name as file managers that fold case compare it.
  name_key TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  -- NULL: not in the trash. What is in a folder goes with it.
  deleted_at TIMESTAMPTZ,
  CHECK (parent_id <> id)
);
CREATE UNIQUE INDEX own_folders_name ON own_folders (account_id, coalesce(parent_id, ''), name_key) WHERE deleted_at IS NULL;
CREATE INDEX own_folders_parent ON own_folders (parent_id);
CREATE INDEX own_folders_deleted ON own_folders (deleted_at);
CREATE TABLE own_documents (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  folder_id TEXT REFERENCES own_folders (id) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  name_key TEXT NOT NULL,
  search TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('pdf', 'docx', 'xlsx', 'pptx', 'jpeg', 'png')),
  size BIGINT NOT NULL CHECK (size > 0),
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  blob_key TEXT NOT NULL CHECK (blob_key <> ''),
  preview TEXT NOT NULL CHECK (preview IN ('pending', 'ready', 'failed', 'unavailable')),
  preview_key TEXT NOT NULL,
  pages BIGINT NOT NULL CHECK (pages >= 0),
  -- The meeting whose paper it was kept from; empty: it was uploaded.
  origin TEXT NOT NULL,
  created_at TIMESTAMPTZ NOT NULL,
  updated_at TIMESTAMPTZ NOT NULL,
  deleted_at TIMESTAMPTZ,
  CHECK ((preview = 'ready') = (pages > 0 AND preview_key <> ''))
);
CREATE UNIQUE INDEX own_documents_name ON own_documents (account_id, coalesce(folder_id, ''), name_key) WHERE deleted_at IS NULL;
CREATE INDEX own_documents_list ON own_documents (account_id, search, id);
CREATE INDEX own_documents_folder ON own_documents (folder_id);
CREATE INDEX own_documents_blob ON own_documents (blob_key);
CREATE INDEX own_documents_preview ON own_documents (preview, id);
CREATE INDEX own_documents_deleted ON own_documents (deleted_at);
