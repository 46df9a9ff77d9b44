import { Alert, Button, Loader } from '@mantine/core';
import { IconBolt, IconBulb, IconCrop, type Icon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallHint } from '../../components/small';
import { Details } from '../../components/conversation/Details';
import { Markdown } from '../../components/Markdown';
import { shortened } from '../../components/shortened';
import { askAtOnce, askThinking, askWithCrop } from './actions';
import { conclusionOf, type ImageQuestion } from './questions';
import { answerKinds, usePhrase, type AnswerKind } from '../../state/thought';
import classes from './Zoom.module.css';
import type { RegionPart, Message } from '../../../shared/message';

interface Properties {
  readonly look: ImageQuestion;
  /** The part that is asked about with a crop. */
  readonly mark: RegionPart | null;
}

const signs: Readonly<Record<AnswerKind, Icon>> = {
  thought: IconBulb,
  cropped: IconCrop,
  direct: IconBolt,
};

/** The answer of each kind beside the others, or the button that asks for it. */
export function Answers({ look, mark }: Properties) {
  const { t } = useTranslation();
  const phrase = usePhrase();
  const asks: Readonly<Record<AnswerKind, (() => Promise<void>) | null>> = {
    thought: phrase === null ? null : () => askThinking(look),
    cropped: mark ? () => askWithCrop(look, mark) : null,
    direct: () => askAtOnce(look),
  };
  return (
    <div className={classes.answers}>
      {answerKinds.map((kind) => {
        const Sign = signs[kind];
        const answer = look.answers[kind];
        const ask = asks[kind];
        return (
          <section
            key={kind}
            className={classes.answer}
            aria-label={t(`zoomView.kind.${kind}`)}
            aria-busy={answer?.finish === 'running'}
            data-testid={`zoom-${kind}`}
          >
            <div className={classes.answerHead}>
              <Sign size={17} aria-hidden="true" />
              <span className={classes.gap}>{t(`zoomView.kind.${kind}`)}</span>
              {answer && <Details message={answer} />}
            </div>
            {answer ? (
              <Said message={answer} phrase={phrase} />
            ) : (
              <Hint>{t(`zoomView.kindText.${kind}`)}</Hint>
            )}
            {answer?.finish !== 'running' && (
              <Button
                size="compact-sm"
                variant={answer ? 'subtle' : 'light'}
                color={answer ? 'gray' : undefined}
                disabled={!ask}
                className={classes.ask}
                styles={{ label: { whiteSpace: 'normal', lineHeight: 1.35 } }}
                data-testid={`zoom-ask-${kind}`}
                onClick={() => void ask?.()}
              >
                {answer ? t('zoomView.askAgain') : t(`zoomView.ask.${kind}`)}
              </Button>
            )}
            {!answer && !ask && (
              <SmallHint>
                {kind === 'cropped' ? t('zoomView.needsMark') : t('zoomView.cannotThink')}
              </SmallHint>
            )}
          </section>
        );
      })}
    </div>
  );
}

function Said({ message, phrase }: { readonly message: Message; readonly phrase: string | null }) {
  const { t } = useTranslation();
  const text = conclusionOf(message, phrase);
  if (message.finish === 'error') {
    return <Alert color="red">{shortened(message.error ?? t('error.unexpected'))}</Alert>;
  }
  return (
    <div className={classes.said}>
      {text && <Markdown text={text} />}
      {!text && message.finish === 'running' && (
        <Loader size="xs" type="dots" aria-label={t('answer.reading')} />
      )}
      {!text && message.finish !== 'running' && (
        <Hint>
          {message.finish === 'cancelled' ? t('finish.cancelled') : t('zoomView.noWords')}
        </Hint>
      )}
    </div>
  );
}
