import { catalogueSchema, type CatalogueEntry } from '../../shared/catalogue';
import entries from './catalogue.json';

/** Published models whose recipe the program has; sizes and memory in bytes. */
export const CATALOGUE: readonly CatalogueEntry[] = catalogueSchema.parse(entries);

/** The entry that a person means by its id or name. */
export function entryOf(text: string): CatalogueEntry | undefined {
  const wanted = text.trim().toLowerCase();
  return CATALOGUE.find(({ id, name }) => id === wanted || name.toLowerCase() === wanted);
}

/** Entries whose name, authors or repository hold a text; all of them for none. */
export function searchCatalogue(text: string): CatalogueEntry[] {
  const wanted = text.trim().toLowerCase();
  return CATALOGUE.filter(({ id, name, authors, repository }) =>
    [id, name, authors, repository].some((word) => word.toLowerCase().includes(wanted)),
  );
}
