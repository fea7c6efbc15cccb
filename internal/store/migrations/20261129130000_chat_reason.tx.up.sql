-- Why a message was taken away, as whoever did it has told; '' = nothing was told.
ALTER TABLE conduct_messages ADD COLUMN removed_reason TEXT NOT NULL DEFAULT '';
