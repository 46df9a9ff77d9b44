import type { CatalogueEntry, GetStage } from '../../../shared/catalogue';
import type { PackageCard } from '../../../shared/ipc/packages';
import type { FoundModel } from '../../hub/listing';

/** Bytes as a person reads them. */
export const sizeOf = (bytes: number): string =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;

const STAGES: Readonly<Record<GetStage, string>> = {
  looking: 'Looking',
  fetching: 'Fetching',
  checking: 'Checking',
  converting: 'Converting',
  copying: 'Copying',
};

/** How far a stage is, as a line. */
export const progressLine = (stage: GetStage, done: number, total: number): string =>
  total > 0
    ? `${STAGES[stage]}: ${Math.round((done / total) * 100)} % of ${sizeOf(total)}\n`
    : `${STAGES[stage]} ...\n`;

/** Models of this computer, two lines each. */
export function cardLines(cards: readonly PackageCard[]): string {
  return cards
    .map((card) => {
      if (card.fault !== null) return `${card.choice}\n    ${card.fault}\n`;
      const memory = card.memory ? `, about ${sizeOf(card.memory.need)} of memory` : '';
      const kept = card.choice === 'embedded' ? 'comes with the studio' : card.hash.slice(0, 12);
      return `${card.name} ${card.version} (${kept})\n    ${sizeOf(card.size)}${memory}; ${abilities(card)}; licence: ${card.licence}\n`;
    })
    .join('');
}

function abilities({ capabilities }: PackageCard): string {
  if (!capabilities) return 'what it can do is not known';
  const { sees, draws, edits, frames, thinks } = capabilities;
  return [
    'answers in words',
    ...(sees > 0 ? ['sees pictures'] : []),
    ...(draws === 'itself' ? ['draws by itself'] : draws === 'asked' ? ['draws when asked'] : []),
    ...(edits === 'none' ? [] : ['edits pictures']),
    ...(frames.predicts ? ['predicts frames'] : []),
    ...(thinks === 'picture' ? ['thinks in pictures'] : []),
  ].join(', ');
}

/** Entries of the catalogue, three lines each. */
export function catalogueLines(entries: readonly CatalogueEntry[]): string {
  if (entries.length === 0) return 'The catalogue has no such model.\n';
  return entries
    .map(({ id, name, authors, repository, fetched, converted, memory, licence, licenceLine }) => {
      const [size = 0, need = 0] = [converted['4'], memory['4']];
      return (
        `${id}: ${name} by ${authors} (${repository})\n` +
        `    ${sizeOf(fetched)} to fetch; in 4 bits ${sizeOf(size)} on the disk and ${sizeOf(need)} of memory\n` +
        `    ${licence}: ${licenceLine}\n`
      );
    })
    .join('');
}

/** Models that the hub found, a line each. */
export function foundLines(models: readonly FoundModel[]): string {
  return models
    .map(({ repository, downloads, licence, gated }) => {
      const terms = gated ? ', its licence must be accepted first' : '';
      return `${repository}: ${downloads} downloads, licence: ${licence ?? 'not stated'}${terms}\n`;
    })
    .join('');
}
