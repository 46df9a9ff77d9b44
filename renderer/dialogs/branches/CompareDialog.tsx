import { Alert, Loader } from '@mantine/core';
import { Fragment, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallButton } from '../../components/small';
import { call, errorMessage } from '../../api';
import { Dialog } from '../../components/Dialog';
import { ItemBoundary } from '../../components/ItemBoundary';
import { LongText } from '../../components/LongText';
import { Markdown } from '../../components/Markdown';
import { shortened } from '../../components/shortened';
import { goTo } from '../../state/goTo';
import { textOf } from '../../state/chat';
import classes from './Branches.module.css';
import { compared } from './segments';
import { imageUrl } from '../../../shared/ipc/contract';
import type { Part, Message } from '../../../shared/message';

interface Properties {
  /** Messages through which the two branches go. */
  readonly left: string;
  readonly right: string;
  readonly onClose: () => void;
}

/** Two branches side by side, from where they part. */
export function CompareDialog({ left, right, onClose }: Properties) {
  const { t } = useTranslation();
  const [pair, setPair] = useState<readonly [Message[], Message[]] | null>(null);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    const read = (messageId: string): Promise<Message[]> => call('tree.branch', { messageId });
    Promise.all([read(left), read(right)]).then(setPair, (thrown: unknown) =>
      setError(errorMessage(thrown)),
    );
  }, [left, right]);
  return (
    <Dialog title={t('compare.title')} size="min(1280px, 94vw)" onClose={onClose}>
      {error && <Alert color="red">{error}</Alert>}
      {!pair && !error && <Loader size="sm" />}
      {pair && <Sides left={pair[0]} right={pair[1]} />}
    </Dialog>
  );
}

function Sides({
  left,
  right,
}: {
  readonly left: readonly Message[];
  readonly right: readonly Message[];
}) {
  const { t } = useTranslation();
  const parted = compared(left, right);
  const rows = Math.max(parted.left.length, parted.right.length);
  return (
    <div className={classes.compare} data-testid="compare-dialog">
      <Head messages={parted.left} whole={left} />
      <Head messages={parted.right} whole={right} />
      <Hint className={classes.common}>{t('compare.common', { count: parted.common.length })}</Hint>
      {Array.from({ length: rows }, (_, index) => (
        <Fragment key={index}>
          <Cell message={parted.left[index]} />
          <Cell message={parted.right[index]} />
        </Fragment>
      ))}
    </div>
  );
}

interface HeadProperties {
  readonly messages: readonly Message[];
  readonly whole: readonly Message[];
}

function Head({ messages, whole }: HeadProperties) {
  const { t } = useTranslation();
  const first = messages[0] ?? whole.at(-1);
  const last = whole.at(-1);
  const name = messages.findLast((message) => message.name)?.name;
  return (
    <div className={classes.side}>
      <span className={classes.sideName}>
        {name || (first && shortened(textOf(first))) || t('map.picturesOnly')}
      </span>
      {last && (
        <SmallButton onClick={() => void goTo(last.conversationId, first?.id ?? last.id)}>
          {t('compare.show')}
        </SmallButton>
      )}
    </div>
  );
}

function Cell({ message }: { readonly message: Message | undefined }) {
  const { t } = useTranslation();
  if (!message) return <div className={classes.cell} />;
  const asked = message.role === 'user';
  return (
    <article className={classes.cell} data-testid="compare-cell">
      <div className={classes.role}>{asked ? t('question.label') : t('answer.label')}</div>
      {message.parts.map((part, index) => (
        <ItemBoundary key={index} of={part}>
          <CellPart part={part} asked={asked} />
        </ItemBoundary>
      ))}
    </article>
  );
}

function CellPart({ part, asked }: { readonly part: Part; readonly asked: boolean }) {
  const { t } = useTranslation();
  switch (part.type) {
    case 'text':
      return asked ? (
        <div className={classes.asked}>
          <LongText text={part.text} />
        </div>
      ) : (
        <Markdown text={part.text} />
      );
    case 'image':
      return (
        part.image && <img src={imageUrl(part.image)} alt={t('picture.drawn')} loading="lazy" />
      );
    case 'frames':
      return part.frames.map(
        ({ image }, index) =>
          image && (
            <img
              key={index}
              src={imageUrl(image)}
              width={84}
              alt={t('frames.frame', { number: index + 1 })}
              loading="lazy"
            />
          ),
      );
    case 'region':
      return null;
  }
}
