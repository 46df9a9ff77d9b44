/** Questions of the conversation that wait to be answered again. */
export const queuedRetries = `
ALTER TABLE queued_question ADD COLUMN again TEXT REFERENCES message (id) ON DELETE CASCADE;
CREATE INDEX queued_question_again ON queued_question (again);
`;
