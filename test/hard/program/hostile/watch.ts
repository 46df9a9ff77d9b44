/** Sees what hostile text did: a run, a load or a call of the network, or elements that it made. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright';

/** A server of this computer that notes what it is asked for. */
export interface Counter {
  readonly origin: string;
  readonly hits: string[];
  readonly close: () => Promise<void>;
}

export async function countRequests(): Promise<Counter> {
  const hits: string[] = [];
  const server = http.createServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    hits,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Where the page notes what happened in it. */
interface Noted {
  ran?: (number: number) => void;
  noted?: string[];
}

/** Run in a page before or after it is loaded: the traps that text springs if it is more than text. */
export function setTraps(): void {
  const page = globalThis as unknown as Noted;
  if (page.noted) return;
  const noted: string[] = [];
  page.noted = noted;
  page.ran = (number) => void noted.push(`ran ${number}`);
  // What a policy stops was tried all the same.
  document.addEventListener('securitypolicyviolation', (event) =>
    noted.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`),
  );
}

/** What text must not have made within a part of the page, as it stands now. */
function lookForMade(within: string): string[] {
  const found: string[] = [];
  const never = 'script, iframe, object, embed, base, frame, meta, link, title, form';
  const kept = /^(#|studio:|blob:|data:image\/|all\.files\/\d+\.png$)/;
  for (const root of document.querySelectorAll(within)) {
    for (const element of root.querySelectorAll('*')) {
      // Styles of components come as elements; those of text name an address.
      const style = element.matches('style') && /@import|url\(/i.test(element.textContent);
      if (style || element.matches(never)) found.push(element.outerHTML);
      for (const { name, value } of element.attributes) {
        const leads = element.tagName === 'A' && /^(https?:|mailto:)/i.test(value);
        const address = /^(src|href|xlink:href|srcset|poster|data|action|formaction)$/.test(name);
        const bad =
          name.startsWith('on') ||
          name === 'srcdoc' ||
          (address && !kept.test(value) && !leads) ||
          (name === 'style' && /url\(/i.test(value));
        if (bad) found.push(`${element.tagName} ${name}=${value}`);
      }
    }
  }
  return found.map((line) => line.slice(0, 200));
}

/**
 * Lines in which a mark of direction that text left open turns the words after it around: the nearest
 * element that ends such marks holds other words too.
 */
function lookForTurned(within: string): string[] {
  const found: string[] = [];
  const ends = (element: Element): boolean => {
    const { display, unicodeBidi } = getComputedStyle(element);
    return display !== 'inline' || unicodeBidi.startsWith('isolate') || unicodeBidi === 'plaintext';
  };
  const holderOf = (node: Node): Element | null => {
    let holder = node.parentElement;
    while (holder?.parentElement && !ends(holder)) holder = holder.parentElement;
    return holder;
  };
  const openAfter = (text: string): boolean => {
    let open = '';
    for (const mark of text.match(/[\u202a-\u202e\u2066-\u2069]/g) ?? []) {
      const at = open.search(/[\u2066-\u2068][^\u2066-\u2068]*$/);
      if (mark === '\u2069') open = at < 0 ? open : open.slice(0, at);
      else if (mark !== '\u202c') open += mark;
      else if (at < open.length - 1) open = open.slice(0, -1);
    }
    return open !== '';
  };
  for (const root of document.querySelectorAll(within)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    let open: Element | null = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = holderOf(node);
      const text = node.nodeValue ?? '';
      // A place found is one text in several pieces.
      if (!holder || holder.querySelector('mark')) continue;
      if (holder === open && text.trim() !== '') {
        found.push(`turned: ${holder.textContent}`.slice(0, 200));
      }
      if (openAfter(text)) open = holder;
    }
  }
  return found;
}

/** Keeps watch over a page. */
export interface Watch {
  /** What was seen so far, also of a part of the page as it stands now; each line once. */
  readonly look: (within?: string) => Promise<readonly string[]>;
  /** Begins anew. */
  readonly forget: () => Promise<void>;
}

/** Begins to watch a page; its traps must be set already. */
export function watch(page: Page): Watch {
  const seen = new Set<string>();
  page.on('dialog', (dialog) => {
    seen.add(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => seen.add(`error ${error.message}`));
  page.on('request', (request) => {
    if (!/^(studio|blob|data|file|about):/.test(request.url())) seen.add(`asked ${request.url()}`);
  });
  page.on('popup', (popup) => seen.add(`opened ${popup.url()}`));
  return {
    async look(within = 'body') {
      const lines = await page.evaluate(
        () => (globalThis as unknown as Noted).noted ?? ['No trap was set.'],
      );
      lines.push(...(await page.evaluate(lookForMade, within)));
      lines.push(...(await page.evaluate(lookForTurned, within)));
      for (const line of lines) seen.add(line);
      return [...seen];
    },
    async forget() {
      seen.clear();
      await page.evaluate(() => (globalThis as unknown as Noted).noted?.splice(0));
    },
  };
}

/** A string as HTML, of which it is asked whether it does anything. */
export interface Raw {
  readonly number: number;
  readonly html: string;
}

/**
 * Puts HTML into a page as it is, each piece by itself.
 *
 * @returns the numbers of those of which something was seen
 */
export async function spring(
  page: Page,
  { hits }: Counter,
  raw: readonly Raw[],
): Promise<number[]> {
  await page.evaluate((list) => {
    for (const { number, html } of list) {
      const place = document.createElement('div');
      place.id = `raw-${number}`;
      document.body.append(place);
      place.innerHTML = html;
    }
  }, raw);
  const made: number[] = [];
  for (const { number } of raw) {
    if ((await page.evaluate(lookForMade, `#raw-${number}`)).length > 0) made.push(number);
  }
  const noted = await page.evaluate(() => (globalThis as unknown as Noted).noted ?? []);
  return raw
    .map(({ number }) => number)
    .filter(
      (number) =>
        made.includes(number) || noted.includes(`ran ${number}`) || hits.includes(`/${number}`),
    );
}
