/** Order among conversations: folders, tags, put away; and names of branches. */
export const foldersAndTags = `
ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0 CHECK (archived IN (0, 1));
ALTER TABLE conversation ADD COLUMN folder TEXT NOT NULL DEFAULT '';
CREATE TABLE conversation_tag (
  conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
  tag TEXT NOT NULL CHECK (tag <> ''),
  PRIMARY KEY (conversation_id, tag)
) STRICT;
CREATE INDEX conversation_tag_tag ON conversation_tag (tag);

-- Name of the branch that begins at the message; empty for none.
ALTER TABLE message ADD COLUMN name TEXT NOT NULL DEFAULT '';
`;
