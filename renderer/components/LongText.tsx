import { useState } from 'react';
import { firstLetters } from './shortened';
import { ShowMore } from './ShowMore';

/** Letters that are laid out at first, and more with each press. */
const STEP = 20_000;

/** Words as they were typed; of a very long text the beginning, and more of it on wish. */
export function LongText({ text }: { readonly text: string }) {
  const [letters, setLetters] = useState(STEP);
  const shown = firstLetters(text, letters);
  return (
    <>
      {shown}
      <ShowMore left={text.length - shown.length} onMore={() => setLetters(letters + STEP)} />
    </>
  );
}
