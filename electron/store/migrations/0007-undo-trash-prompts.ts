/** Steps that undo and redo, the trash, who wrote a title, and prompts that are kept to be used again. */
export const undoTrashPrompts = `
-- 'removed_at' marks the first message of a removed branch; 'hidden' counts the marked ones among a
-- message and those above it, so that a branch removed within a removed one stays removed by itself.
ALTER TABLE message ADD COLUMN removed_at INTEGER;
ALTER TABLE message ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0;
CREATE INDEX message_removed ON message (removed_at) WHERE removed_at IS NOT NULL;

-- Titles that are there may be the person's: no model changes them.
ALTER TABLE conversation ADD COLUMN title_by TEXT NOT NULL DEFAULT 'words'
  CHECK (title_by IN ('words', 'model', 'person'));
UPDATE conversation SET title_by = 'person' WHERE title <> '';

-- 'moved' grows with each doing, undoing and redoing: the greatest is the one that is next.
CREATE TABLE step (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN
    ('branch', 'again', 'decode', 'delete', 'restore', 'move', 'deleteConversation')),
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
  moved INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  message_id TEXT REFERENCES message (id) ON DELETE CASCADE,
  -- The end of the branch that was shown before; it may be gone.
  leaf_before TEXT,
  -- The conversation that a moved branch became.
  other_id TEXT REFERENCES conversation (id) ON DELETE SET NULL,
  part INTEGER,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  CHECK ((kind = 'deleteConversation') = (message_id IS NULL)),
  CHECK ((kind = 'decode') = (part IS NOT NULL AND before IS NOT NULL AND after IS NOT NULL))
) STRICT;
CREATE INDEX step_conversation ON step (conversation_id);
CREATE INDEX step_message ON step (message_id);
CREATE INDEX step_moved ON step (moved);

-- Files that the pictures of a step name: they stay as long as the step does.
CREATE TABLE step_image (
  step INTEGER NOT NULL REFERENCES step (number) ON DELETE CASCADE,
  image TEXT NOT NULL REFERENCES image (hash),
  PRIMARY KEY (step, image)
) STRICT;
CREATE INDEX step_image_image ON step_image (image);
CREATE TABLE step_tokens (
  step INTEGER NOT NULL REFERENCES step (number) ON DELETE CASCADE,
  tokens TEXT NOT NULL REFERENCES visual_tokens (hash),
  PRIMARY KEY (step, tokens)
) STRICT;
CREATE INDEX step_tokens_tokens ON step_tokens (tokens);

CREATE TABLE prompt (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL CHECK (title <> ''),
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
`;
