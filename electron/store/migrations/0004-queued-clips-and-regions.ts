/** Waiting questions about clips, about parts of pictures, and about pictures that the model drew. */
export const queuedClipsAndRegions = `
-- Where the model drew the picture, if it did; a message that is gone meanwhile is no fault.
ALTER TABLE draft_image ADD COLUMN from_message TEXT;
ALTER TABLE draft_image ADD COLUMN from_part INTEGER;
ALTER TABLE queued_image ADD COLUMN from_message TEXT;
ALTER TABLE queued_image ADD COLUMN from_part INTEGER;

ALTER TABLE queued_question ADD COLUMN frames_per_second REAL;
CREATE TABLE queued_region (
  question_id TEXT PRIMARY KEY REFERENCES queued_question (id) ON DELETE CASCADE,
  image TEXT NOT NULL REFERENCES image (hash),
  x REAL NOT NULL,
  y REAL NOT NULL,
  width REAL NOT NULL,
  height REAL NOT NULL,
  similarity REAL NOT NULL
) STRICT;
CREATE INDEX queued_region_image ON queued_region (image);
`;
