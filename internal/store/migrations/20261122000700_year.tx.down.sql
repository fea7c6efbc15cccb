DROP INDEX audit_subject_parts;
DROP INDEX papers_state;
