/** A process that fetches and is killed by its parent: run by `kill.test.ts` alone. */
import { fetchFile } from '../../electron/hub/fetch';
import { listRepository } from '../../electron/hub/listing';

const [endpoint = '', repository = '', target = ''] = process.argv.slice(2);
const options = { endpoint, pauseMs: 1 };
const listing = await listRepository(options, repository);
const [file] = listing.files;
if (!file) throw new Error('Nothing is listed.');
await fetchFile(options, listing, file, target, {
  noteAfter: 500_000,
  progress: (fetched) => process.send?.(fetched),
});
process.disconnect?.();
