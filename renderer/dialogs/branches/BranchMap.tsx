import { UnstyledButton } from '@mantine/core';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { day } from '../../i18n';
import classes from './Branches.module.css';
import { neighbour, type Segment } from './segments';
import { thumbnailUrl } from '../../../shared/ipc/contract';

/** Sizes of the map in CSS pixels. */
const CARD = { width: 236, height: 96 };
const GAP = { x: 56, y: 18 };
const MARGIN = 12;
const MOST_IMAGES = 3;

const leftOf = ({ column }: Segment): number => MARGIN + column * (CARD.width + GAP.x);
const topOf = ({ row }: Segment): number => MARGIN + row * (CARD.height + GAP.y);

interface Properties {
  readonly segments: readonly Segment[];
  /** The stretch at the end of the branch on the screen. */
  readonly shown: Segment | undefined;
  readonly selected: Segment | undefined;
  readonly onSelect: (segment: Segment) => void;
  readonly onOpen: (segment: Segment) => void;
}

/** A map of branches: cards from left to right, joined by lines; only what is near is drawn. */
export function BranchMap({ segments, shown, selected, onSelect, onOpen }: Properties) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState({ left: 0, top: 0, right: 2000, bottom: 1500 });
  const byId = new Map(segments.map((segment) => [segment.id, segment]));
  const way = new Set<string>();
  for (let at = shown; at && !way.has(at.id); at = byId.get(at.parent ?? '')) way.add(at.id);

  const look = useCallback((): void => {
    const view = scroller.current;
    if (!view) return;
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = view;
    setNear({
      left: scrollLeft - clientWidth,
      top: scrollTop - clientHeight,
      right: scrollLeft + 2 * clientWidth,
      bottom: scrollTop + 2 * clientHeight,
    });
  }, []);

  const selectedId = selected?.id;
  useEffect(() => {
    look();
    scroller.current
      ?.querySelector(`[data-segment="${selectedId}"]`)
      ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selectedId, look]);

  function onKeyDown(event: KeyboardEvent): void {
    const next = selected && neighbour(segments, selected, event.key);
    if (!next) return;
    event.preventDefault();
    onSelect(next);
    window.requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-segment="${next.id}"]`)?.focus(),
    );
  }

  const columns = Math.max(0, ...segments.map(({ column }) => column)) + 1;
  const rows = Math.max(0, ...segments.map(({ row }) => row)) + 1;
  const size = {
    width: 2 * MARGIN + columns * (CARD.width + GAP.x) - GAP.x,
    height: 2 * MARGIN + rows * (CARD.height + GAP.y) - GAP.y,
  };
  const drawn = segments.filter((segment) => {
    const [left, top] = [leftOf(segment), topOf(segment)];
    return (
      left < near.right &&
      left + CARD.width > near.left &&
      top < near.bottom &&
      top + CARD.height > near.top
    );
  });
  return (
    <div
      ref={scroller}
      className={classes.map}
      role="tree"
      aria-label={t('map.title')}
      onScroll={look}
      onKeyDown={onKeyDown}
    >
      <div className={classes.paper} style={size}>
        <svg className={classes.lines} {...size} aria-hidden="true">
          {segments.map((segment) => {
            const parent = byId.get(segment.parent ?? '');
            if (!parent || topOf(segment) < near.top || topOf(parent) > near.bottom) return null;
            return (
              <path
                key={segment.id}
                className={classes.line}
                data-way={way.has(segment.id) || undefined}
                d={curve(parent, segment)}
              />
            );
          })}
        </svg>
        {drawn.map((segment) => (
          <Card
            key={segment.id}
            segment={segment}
            onWay={way.has(segment.id)}
            end={segment === shown}
            selected={segment === selected}
            onSelect={() => onSelect(segment)}
            onOpen={() => onOpen(segment)}
          />
        ))}
      </div>
    </div>
  );
}

/** A line from the right edge of one card to the left edge of another. */
function curve(from: Segment, to: Segment): string {
  const [x1, y1] = [leftOf(from) + CARD.width, topOf(from) + CARD.height / 2];
  const [x2, y2] = [leftOf(to), topOf(to) + CARD.height / 2];
  const middle = (x1 + x2) / 2;
  return `M ${x1} ${y1} C ${middle} ${y1}, ${middle} ${y2}, ${x2} ${y2}`;
}

interface CardProperties {
  readonly segment: Segment;
  readonly onWay: boolean;
  readonly end: boolean;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onOpen: () => void;
}

function Card({ segment, onWay, end, selected, onSelect, onOpen }: CardProperties) {
  const { t } = useTranslation();
  const { nodes, column } = segment;
  const first = nodes[0];
  const last = nodes.at(-1);
  const images = nodes.flatMap((node) => node.images);
  const words =
    first?.excerpt || nodes.find(({ excerpt }) => excerpt)?.excerpt || t('map.picturesOnly');
  const figures = [
    t('archive.messages', { count: nodes.length }),
    ...(images.length > 0 ? [t('queue.pictures', { count: images.length })] : []),
    ...(last ? [day(last.createdAt)] : []),
  ].join(' · ');
  return (
    <UnstyledButton
      className={classes.card}
      role="treeitem"
      aria-level={column + 1}
      aria-selected={selected}
      aria-current={end ? 'true' : undefined}
      tabIndex={selected ? 0 : -1}
      data-segment={segment.id}
      data-testid="map-card"
      data-way={onWay || undefined}
      style={{ left: leftOf(segment), top: topOf(segment), ...CARD }}
      onClick={onSelect}
      onDoubleClick={onOpen}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        onOpen();
      }}
    >
      <span className={classes.cardWords}>
        {first?.name && <span className={classes.cardName}>{first.name}</span>}
        <span className={first?.name ? classes.cardSecond : classes.cardFirst}>{words}</span>
        <span className={classes.cardFigures}>{figures}</span>
      </span>
      <span className={classes.cardImages}>
        {images.slice(-MOST_IMAGES).map((image, index) => (
          <img
            key={`${image}${index}`}
            src={thumbnailUrl(image)}
            alt={''}
            loading="lazy"
            decoding="async"
          />
        ))}
      </span>
      {end && <span className={classes.here}>{t('map.here')}</span>}
    </UnstyledButton>
  );
}
