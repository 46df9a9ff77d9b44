import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import shared from '../../components/conversation/Conversation.module.css';
import { Note } from '../../components/conversation/Note';
import panel from '../../components/conversation/SidePanel.module.css';
import { ViewFrame } from '../../components/conversation/ViewFrame';
import { PickRow, ViewWelcome, WelcomeBox } from '../../components/conversation/ViewWelcome';
import { BoxOnPicture } from '../../components/BoxOnPicture';
import { number } from '../../i18n';
import { asAttachment } from '../../state/chat';
import { useShownBranch } from '../../state/tree';
import { useManifest, useStudio } from '../../state/studio';
import { pickImages } from './actions';
import { QuestionList } from './QuestionList';
import { QuestionPanel } from './QuestionPanel';
import { QuestionBar } from './QuestionBar';
import { useQuestions, type Shown } from './useQuestions';
import classes from './Zoom.module.css';
import { imageUrl } from '../../../shared/ipc/contract';
import type { Attachment } from '../../../shared/attachment';

/** Looking closer: what the model imagines of a detail beside what is really there. */
export function ZoomView() {
  const id = useStudio((state) => state.view?.id);
  const { all, shown } = useQuestions();
  const answers = shown?.kind === 'look' ? Object.values(shown.look.answers) : [];
  useShownBranch(answers.toSorted((a, b) => a.createdAt - b.createdAt).at(-1));
  const picture = shown && pictureOf(shown);
  return (
    <ViewFrame testId="zoom-view">
      {(!shown || id === undefined) && <ZoomWelcome />}
      {shown && picture && id !== undefined && (
        <div className={panel.columns} data-single={all.length < 2 || undefined}>
          <div className={classes.main}>
            <Cannot />
            {shown.kind === 'look' ? (
              <div className={shared.scroller}>
                <div className={classes.asked}>{shown.look.question}</div>
                <QuestionPanel key={shown.key} look={shown.look} />
              </div>
            ) : (
              <DraftPicture picture={shown.picture} />
            )}
            <QuestionBar
              key={id}
              id={id}
              picture={picture}
              follows={shown.kind === 'look' ? shown.look.follows : null}
            />
          </div>
          {all.length > 1 && <QuestionList all={all} shown={shown} />}
        </div>
      )}
    </ViewFrame>
  );
}

const pictureOf = (shown: Shown): Attachment | undefined =>
  shown.kind === 'draft' ? shown.picture : asAttachment(shown.look.picture)[0];

/** Says that the package was not trained to think visually. */
function Cannot() {
  const { t } = useTranslation();
  const manifest = useManifest();
  if (!manifest || manifest.prompts.thinkingPhrase !== null) return null;
  return <Note testId="zoom-cannot">{t('zoomView.cannot', { name: manifest.name })}</Note>;
}

function DraftPicture({ picture }: { readonly picture: Attachment }) {
  const { t } = useTranslation();
  const { image, width, height } = picture;
  const side = useManifest()?.visionEncoder.inputSize;
  return (
    <>
      <div className={classes.draft}>
        <BoxOnPicture
          src={imageUrl(image)}
          alt={t('zoomView.picture')}
          width={width}
          height={height}
          box={null}
          label={t('zoomView.mark')}
        />
      </div>
      <SmallHint>
        {side &&
          t('zoomView.kept', { width: number(width), height: number(height), side: number(side) })}
      </SmallHint>
    </>
  );
}

/** No picture yet: what this view is for, and how one comes in. */
function ZoomWelcome() {
  const { t } = useTranslation();
  return (
    <div className={shared.scroller}>
      <ViewWelcome
        title={t('zoomView.welcome')}
        text={t('zoomView.welcomeText')}
        testId="zoom-welcome"
      >
        <PickRow onPick={() => void pickImages()} />
        <WelcomeBox title={t('edit.how')} text={t('zoomView.howText')} />
        <Cannot />
      </ViewWelcome>
    </div>
  );
}
