import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, type UIEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../../../shared/message';
import { Boundary } from '../../components/Boundary';
import { useTarget } from '../../state/goTo';
import { loadEarlier } from '../../state/conversations';
import { useStudio } from '../../state/studio';
import { Answer } from './Answer';
import { Announcer } from '../../components/conversation/Announcer';
import { edgeOf } from './contextEdge';
import { MessageFault } from './MessageFault';
import classes from './MessageList.module.css';
import { Question } from './Question';

/** Heights before a message has been measured, in CSS pixels. */
const ESTIMATE = { user: 90, assistant: 320 };
/** Within this distance of the end the list follows an answer that grows. */
const NEAR_END_PX = 48;

/** Within this distance of the first message that is there, the page before it is asked for. */
const NEAR_START_PX = 1500;

const NONE: readonly Message[] = [];

/** The messages of the branch shown; it follows the end only while the person is there. */
export function MessageList() {
  const { t } = useTranslation();
  const messages = useStudio((state) => state.view?.messages) ?? NONE;
  const edge = useStudio(edgeOf);
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: messages.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ESTIMATE[messages[index]?.role ?? 'user'],
    getItemKey: (index) => messages[index]?.id ?? index,
    overscan: 4,
    gap: 14,
    paddingStart: 12,
    paddingEnd: 24,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END_PX,
  });

  useEffect(() => {
    virtualizer.scrollToEnd();
  }, [virtualizer]);

  const runningId = useStudio((state) => state.view?.running?.messageId);
  useEffect(() => {
    if (!runningId || !useStudio.getState().follow) return;
    useStudio.setState({ follow: false });
    virtualizer.scrollToEnd();
  }, [runningId, virtualizer]);

  const target = useTarget((state) => state.messageId);
  useEffect(() => {
    const index = target === null ? -1 : messages.findIndex(({ id }) => id === target);
    if (index < 0) return;
    useTarget.setState({ messageId: null });
    virtualizer.scrollToIndex(index, { align: 'start' });
  }, [target, messages, virtualizer]);

  function look({ currentTarget }: UIEvent<HTMLElement>): void {
    // A page that came in while the list is on its way would lead it astray.
    const onItsWay = useTarget.getState().messageId !== null;
    if (currentTarget.scrollTop < NEAR_START_PX && !onItsWay) void loadEarlier();
  }

  const atEnd = virtualizer.isAtEnd(NEAR_END_PX);
  return (
    <div className={classes.frame}>
      <Announcer />
      <div
        ref={scroller}
        className={classes.scroller}
        data-testid="messages"
        tabIndex={-1}
        onScroll={look}
      >
        <div className={classes.column} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const message = messages[item.index];
            return message ? (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={classes.item}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {item.index > 0 && item.index === edge && <Edge />}
                <Boundary of={message} fallback={<MessageFault message={message} />}>
                  {message.role === 'user' ? (
                    <Question message={message} last={item.index === messages.length - 1} />
                  ) : (
                    <Answer message={message} last={item.index === messages.length - 1} />
                  )}
                </Boundary>
              </div>
            ) : null;
          })}
        </div>
      </div>
      {!atEnd && (
        <Tooltip label={t('messages.toEnd')}>
          <ActionIcon
            className={classes.toEnd}
            size={34}
            radius="xl"
            variant="default"
            aria-label={t('messages.toEnd')}
            onClick={() => virtualizer.scrollToEnd()}
          >
            <IconArrowDown size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  );
}

/** The line above which the model no longer reads. */
function Edge() {
  const { t } = useTranslation();
  return (
    <div className={classes.edge} data-testid="context-edge">
      {t('context.edge')}
    </div>
  );
}
