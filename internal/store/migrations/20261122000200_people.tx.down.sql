DROP TABLE invitation_list_members;
DROP TABLE invitation_lists;
DROP TABLE site_group_members;
DROP TABLE site_groups;
DROP TABLE role_assignments;
DROP TABLE people;
DROP TABLE catalogue_entries;
