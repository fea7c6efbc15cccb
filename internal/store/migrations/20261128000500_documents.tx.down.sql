DROP TABLE own_documents;
DROP TABLE own_folders;
DROP TABLE own_cabinets;
