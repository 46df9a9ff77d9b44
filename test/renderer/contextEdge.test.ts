import { describe, expect, it } from 'vitest';
import { firstSeen } from '../../renderer/views/chat/contextEdge';
import { answer, id, question } from './fixtures';

const said = [{ type: 'text' as const, text: 'So.' }];
const asked = question(2);
const answered = answer(3, id(2), said);
const again = question(4, id(3));
const last = answer(5, id(4), said);

describe('where the model begins to read', () => {
  // Fault: turns leave the prompt, and nothing on the screen says which.
  it('is the first message behind the turns that were left out', () => {
    const messages = [asked, answered, again, last];
    expect(firstSeen(messages, 0)).toBe(0);
    expect(firstSeen(messages, 2)).toBe(2);
  });

  // Fault: the line drawn too high, since an answer that said nothing counts as a turn.
  it('counts as the prompt does: no turn for silence, one for two questions in a row', () => {
    const silent = answer(3, id(2));
    const messages = [asked, silent, again, last, question(6, id(5))];
    expect(firstSeen(messages, 2)).toBe(4);
  });
});
