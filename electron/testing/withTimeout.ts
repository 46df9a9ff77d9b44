/** Longest time (milliseconds) that one step of a driven program waits, unless it says otherwise. */
export const STEP = 60_000;

/**
 * Waits for what has no limit of its own.
 *
 * @param sentence says what never came
 * @param limit in milliseconds
 * @throws Error with the sentence when the limit is over
 */
export async function within<Result>(
  work: Promise<Result>,
  sentence: string,
  limit = STEP,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${sentence} (${limit / 1000} s)`)), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
