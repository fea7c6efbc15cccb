-- A minute of a site in a live meeting, as the media server measured it. Times in ms, round trips in microseconds.
CREATE TABLE line_minutes (
  meeting_id TEXT NOT NULL REFERENCES meetings (id),
  at TIMESTAMPTZ NOT NULL,
  unit_catalogue TEXT NOT NULL,
  unit_code TEXT NOT NULL,
  watched BIGINT NOT NULL,
  present BIGINT NOT NULL,
  sound_due BIGINT NOT NULL,
  sound_missing BIGINT NOT NULL,
  picture_due BIGINT NOT NULL,
  picture_missing BIGINT NOT NULL,
  up_packets BIGINT NOT NULL,
  up_lost BIGINT NOT NULL,
  down_packets BIGINT NOT NULL,
  down_lost BIGINT NOT NULL,
  up_bytes BIGINT NOT NULL,
  down_bytes BIGINT NOT NULL,
  rtt_sum BIGINT NOT NULL,
  rtts BIGINT NOT NULL,
  rtt_max BIGINT NOT NULL,
  reconnects BIGINT NOT NULL,
  PRIMARY KEY (meeting_id, at, unit_catalogue, unit_code)
);
