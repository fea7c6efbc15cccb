DROP TABLE meeting_notes;
DROP TABLE conduct_mutes;
DROP TABLE conduct_messages;
DROP TABLE conduct_chats;
