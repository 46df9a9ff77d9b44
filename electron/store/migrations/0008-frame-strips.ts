/** The strip of the frames view, and the true frames of what was predicted or put in order. */
export const frameStrips = `
-- 'first' and 'last' are the places of the frames that the model is shown.
CREATE TABLE strip (
  conversation_id TEXT PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  frames_per_second REAL NOT NULL CHECK (frames_per_second > 0),
  first INTEGER NOT NULL CHECK (first >= 0),
  last INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE TABLE strip_image (
  conversation_id TEXT NOT NULL REFERENCES strip (conversation_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image TEXT NOT NULL REFERENCES image (hash),
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  note TEXT NOT NULL,
  from_message TEXT,
  from_part INTEGER,
  -- Seconds from the beginning of the clip; none for single pictures.
  time REAL,
  PRIMARY KEY (conversation_id, position)
) STRICT;
CREATE INDEX strip_image_image ON strip_image (image);

-- Frames that were kept back, in the order in which the answers should draw them; 'message_id' is
-- the first answer of those that belong together.
CREATE TABLE true_frame (
  message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image TEXT NOT NULL REFERENCES image (hash),
  PRIMARY KEY (message_id, position)
) STRICT;
CREATE INDEX true_frame_image ON true_frame (image);
`;
