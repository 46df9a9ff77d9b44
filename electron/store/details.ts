import { answerDetailsSchema, type AnswerDetails } from '../../shared/message';

/** A JSON text as a value; undefined for one that is damaged. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Details of an answer; damaged ones are dropped, since the answer can be read without them. */
export function readDetails(text: string | null): AnswerDetails | null {
  if (text === null) return null;
  return answerDetailsSchema.safeParse(jsonOf(text)).data ?? null;
}
