DROP TABLE meeting_requests;
