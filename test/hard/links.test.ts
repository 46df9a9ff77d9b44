import { describe, expect, it } from 'vitest';
import { isOwnPage } from '../../electron/ipc/sender';
import { serve } from '../../electron/app/protocol';
import { studios } from '../chat/fixture';
import { windowOf } from '../ipc/window';
import { suite } from './suite';

const rooms = studios();
const { done } = suite('links', 0, 0);

/** Schemes that systems and programs open, and ways of writing them that a check may miss. */
const SCHEMES = [
  ...['https', 'mailto', 'HTTPS', 'MailTo', 'http', 'ftp', 'file', 'data', 'blob', 'about'],
  ...['javascript', 'JaVaScRiPt', 'java\nscript', 'java\tscript', '\u0001javascript', 'vbscript'],
  ...['view-source', 'chrome', 'chrome-extension', 'devtools', 'studio', 'app', 'res', 'jar'],
  ...['smb', 'sftp', 'ssh', 'telnet', 'ldap', 'gopher', 'ws', 'wss', 'nfs', 'afp', 'dav', 'rdp'],
  ...['ms-settings', 'ms-msdt', 'ms-officecmd', 'search-ms', 'shell', 'steam', 'vscode', 'slack'],
  ...['tel', 'sms', 'facetime', 'skype', 'zoommtg', 'magnet', 'irc', 'news', 'feed', 'callto'],
  ...['intent', 'market', 'itms', 'x-apple', 'calculator', 'ht\u200btps', 'https\u0000', 'httpss'],
];
const ALLOWED = /^(https|mailto):/;

const addressOf = (scheme: string): string =>
  /^mailto$/i.test(scheme) ? `${scheme}:ada@example.org` : `${scheme}://example.org/a?b#c`;

describe('links of any scheme', () => {
  // Fault: a program of the system that a link of an answer starts, or a page in the window's place.
  it('are opened only for https and mailto, and never in the window', async () => {
    const studio = rooms.open();
    const { person, route } = windowOf(studio);
    let cases = 0;
    for (const scheme of SCHEMES) {
      const url = addressOf(scheme);
      const before = person.opened.length;
      const result = await route(true, 'links.open', { url });
      const opened = person.opened.slice(before);
      expect([scheme, result.ok]).toEqual([scheme, opened.length === 1]);
      for (const one of opened) expect(one).toMatch(ALLOWED);
      // Navigation and new windows: nothing but our own page, whatever stands before or in it.
      const ways = [url, `${scheme}:studio://app/`, `studio://${scheme.trim()}@app.example.org/`];
      for (const way of ways) expect([way, isOwnPage(way)]).toEqual([way, false]);
      const images = { image: () => expect.unreachable(), readImage: () => expect.unreachable() };
      const served = await serve({ url, method: 'GET' }, { renderer: '/', images } as never);
      expect(served.status).toBe(404);
      cases += 3;
    }
    expect(person.opened.length).toBeGreaterThanOrEqual(4);
    done(cases, `${SCHEMES.length} schemes, by a link, by navigation, by our own protocol`);
  });
});
