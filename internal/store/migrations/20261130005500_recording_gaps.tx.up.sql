-- In how many stretches nothing was recorded; 0 for those that ended before this was counted here: their manifests tell.
ALTER TABLE recordings ADD COLUMN gaps BIGINT NOT NULL DEFAULT 0;
