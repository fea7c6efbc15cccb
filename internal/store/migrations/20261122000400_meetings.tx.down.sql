DROP TABLE meeting_knocks;
DROP TABLE meeting_templates;
DROP TABLE meeting_events;
DROP TABLE agenda_items;
DROP TABLE meeting_sites;
DROP TABLE meetings;
DROP TABLE meeting_series;
DROP TABLE calendar_days;
