import { Loader, Select, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallButton, SmallHint } from '../../components/small';
import { Progress } from '../../components/Progress';
import shared from '../../components/conversation/Conversation.module.css';
import { ItemBoundary } from '../../components/ItemBoundary';
import { shortened } from '../../components/shortened';
import { number } from '../../i18n';
import classes from './Library.module.css';
import { Tile } from './Tile';
import { useLibrary, usePackages } from './useLibrary';
import { useSimilarity, type SimilarTo } from './useSimilarity';
import type { LibraryPicture } from '../../../shared/ipc/library';
import { thumbnailUrl } from '../../../shared/ipc/contract';

/** Side of a tile with its words below, and the space between, in CSS pixels. */
const TILE = 168;
const WORDS = 40;
const GAP = 12;

/** Every picture that went in or came out, in a grid that draws only what is seen. */
export function LibraryView() {
  const { t } = useTranslation();
  const packages = usePackages();
  const [origin, setOrigin] = useState<'all' | 'taken' | 'drawn'>('all');
  const [packageName, setPackageName] = useState<string | null>(null);
  const [words, setWords] = useState('');
  const filters = { origin: origin === 'all' ? null : origin, packageName, words };
  const { pictures, total, more } = useLibrary(filters);
  const similarTo = useSimilarity(filters);
  return (
    <main className={shared.view} aria-label={t('place.library')} data-testid="library">
      <h1 className={classes.heading}>{t('place.library')}</h1>
      <header className={classes.bar}>
        <SegmentedControl
          size="xs"
          value={origin}
          onChange={(value) => setOrigin(value)}
          data={(['all', 'taken', 'drawn'] as const).map((value) => ({
            value,
            label: t(`library.origin.${value}`),
          }))}
        />
        <TextInput
          size="xs"
          className={classes.words}
          aria-label={t('library.words')}
          placeholder={t('library.words')}
          leftSection={<IconSearch size={14} />}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Select
          size="xs"
          clearable
          aria-label={t('library.package')}
          placeholder={t('library.package')}
          data={packages}
          value={packageName}
          onChange={setPackageName}
        />
        <SmallHint className={classes.count} data-testid="library-count">
          {total === null ? '' : t('library.count', { count: total, shown: number(total) })}
        </SmallHint>
      </header>
      {similarTo.to && <SimilarityBar similarTo={similarTo} />}
      {similarTo.to ? (
        similarTo.found && (
          <Grid pictures={similarTo.found} more={nothingMore} findSimilar={similarTo.find} />
        )
      ) : pictures === null ? (
        <Loader m="auto" />
      ) : pictures.length === 0 ? (
        <Text c="dimmed" m="auto" maw={360} ta="center">
          {words || packageName || origin !== 'all' ? t('library.nothing') : t('library.empty')}
        </Text>
      ) : (
        <Grid pictures={pictures} more={more} findSimilar={similarTo.find} />
      )}
    </main>
  );
}

const nothingMore = (): void => undefined;

/** Which picture is sought for, how far the search is, and the way back. */
function SimilarityBar({ similarTo }: { readonly similarTo: SimilarTo }) {
  const { t } = useTranslation();
  if (!similarTo.to) return null;
  const { image, instruction, title } = similarTo.to;
  const caption = shortened(instruction || title || t('conversation.untitled'));
  return (
    <div className={classes.likeBar} data-testid="library-like-bar">
      <img className={classes.sought} src={thumbnailUrl(image)} alt="" />
      <Text size="sm" truncate flex={1}>
        {t('library.likeOf', { caption })}
      </Text>
      {similarTo.found === null ? (
        <div className={classes.searching}>
          <Progress />
        </div>
      ) : (
        <SmallButton leftSection={<IconX size={15} />} onClick={similarTo.end}>
          {t('library.showAll')}
        </SmallButton>
      )}
    </div>
  );
}

interface GridProperties {
  readonly pictures: readonly LibraryPicture[];
  readonly findSimilar: (picture: LibraryPicture) => void;
  readonly more: () => void;
}

function Grid({ pictures, more, findSimilar }: GridProperties) {
  const scroller = useRef<HTMLDivElement | null>(null);
  const { ref, width } = useElementSize<HTMLDivElement>();
  const columns = Math.max(1, Math.floor((width + GAP) / (TILE + GAP)));
  const rows = Math.ceil(pictures.length / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => TILE + WORDS,
    overscan: 3,
    gap: GAP,
  });
  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows - 2) more();
  }, [last, rows, more]);
  return (
    <div ref={scroller} className={classes.scroller}>
      <div ref={ref} className={classes.grid} style={{ height: virtualizer.getTotalSize() }}>
        {items.map((row) => (
          <div
            key={row.key}
            className={classes.row}
            style={{
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {pictures.slice(row.index * columns, (row.index + 1) * columns).map((picture) => (
              <ItemBoundary key={picture.image} of={picture}>
                <Tile picture={picture} findSimilar={findSimilar} />
              </ItemBoundary>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
