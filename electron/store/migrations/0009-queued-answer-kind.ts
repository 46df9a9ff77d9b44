/** What queued questions are to be answered with: words, a picture, both, or as the model decides. */
export const queuedAnswerKind = `
ALTER TABLE queued_question ADD COLUMN answer TEXT NOT NULL DEFAULT 'auto'
  CHECK (answer IN ('auto', 'words', 'picture', 'both'));
`;
