/** Conversations, the tree of their messages with parts and pictures, drafts, queue and settings. */
export const initial = `
CREATE TABLE conversation (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0 CHECK (pinned IN (0, 1)),
  system_prompt TEXT NOT NULL DEFAULT '',
  leaf_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER,
  FOREIGN KEY (id, leaf_id) REFERENCES message (conversation_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- 'shown' grows with each time the message became the end of the branch on the screen.
CREATE TABLE message (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  parent_id TEXT,
  role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
  created_at INTEGER NOT NULL,
  shown INTEGER NOT NULL DEFAULT 0,
  finish TEXT CHECK (finish IN ('running', 'stop', 'length', 'cancelled', 'error')),
  error TEXT,
  details TEXT CHECK (details IS NULL OR json_valid(details)),
  CHECK ((role = 'assistant') = (finish IS NOT NULL)),
  UNIQUE (conversation_id, id),
  FOREIGN KEY (conversation_id, parent_id) REFERENCES message (conversation_id, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX message_parent ON message (conversation_id, parent_id);

CREATE TABLE part (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  kind TEXT NOT NULL CHECK (kind IN ('text', 'image', 'frames', 'region')),
  text TEXT,
  frames_per_second REAL,
  CHECK ((kind = 'text') = (text IS NOT NULL)),
  CHECK ((kind = 'frames') = (frames_per_second IS NOT NULL)),
  UNIQUE (message_id, position)
) STRICT;

-- Contents of files: pictures under images/, visual tokens under tokens/.
CREATE TABLE image (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE visual_tokens (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  size INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- The picture of an image part, or the frames of a frames part in order.
CREATE TABLE picture (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  part_id INTEGER NOT NULL REFERENCES part (id) ON DELETE CASCADE,
  position INTEGER NOT NULL CHECK (position >= 0),
  image TEXT REFERENCES image (hash),
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  UNIQUE (part_id, position)
) STRICT;
CREATE INDEX picture_image ON picture (image);

CREATE TABLE rendering (
  picture_id INTEGER PRIMARY KEY REFERENCES picture (id) ON DELETE CASCADE,
  tokens TEXT NOT NULL REFERENCES visual_tokens (hash),
  drawn TEXT REFERENCES visual_tokens (hash),
  seed INTEGER NOT NULL,
  guidance REAL NOT NULL,
  steps INTEGER NOT NULL,
  variation REAL NOT NULL,
  package TEXT NOT NULL,
  package_name TEXT NOT NULL,
  instruction TEXT NOT NULL
) STRICT;
CREATE INDEX rendering_tokens ON rendering (tokens);
CREATE TABLE rendering_parent (
  picture_id INTEGER NOT NULL REFERENCES rendering (picture_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image TEXT NOT NULL REFERENCES image (hash),
  PRIMARY KEY (picture_id, position)
) STRICT;
CREATE INDEX rendering_parent_image ON rendering_parent (image);

CREATE TABLE region (
  part_id INTEGER PRIMARY KEY REFERENCES part (id) ON DELETE CASCADE,
  image TEXT NOT NULL REFERENCES image (hash),
  x REAL NOT NULL,
  y REAL NOT NULL,
  width REAL NOT NULL,
  height REAL NOT NULL,
  similarity REAL NOT NULL
) STRICT;
CREATE INDEX region_image ON region (image);

CREATE TABLE draft (
  conversation_id TEXT PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  text TEXT NOT NULL
) STRICT;
CREATE TABLE draft_image (
  conversation_id TEXT NOT NULL REFERENCES draft (conversation_id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image TEXT NOT NULL REFERENCES image (hash),
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (conversation_id, position)
) STRICT;
CREATE INDEX draft_image_image ON draft_image (image);

-- Questions that wait; 'follows' says whether the question goes to the end of its branch.
CREATE TABLE queued_question (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES message (id) ON DELETE CASCADE,
  follows INTEGER NOT NULL CHECK (follows IN (0, 1)),
  text TEXT NOT NULL,
  think TEXT NOT NULL CHECK (think IN ('auto', 'always', 'never'))
) STRICT;
CREATE TABLE queued_image (
  question_id TEXT NOT NULL REFERENCES queued_question (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  image TEXT NOT NULL REFERENCES image (hash),
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (question_id, position)
) STRICT;
CREATE INDEX queued_image_image ON queued_image (image);

CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
`;
