/** Which package answers in a conversation, where a person chose one. */
export const conversationPackage = `
CREATE TABLE conversation_package (
  conversation_id TEXT PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
  package TEXT NOT NULL CHECK (package <> '')
) STRICT;
`;
