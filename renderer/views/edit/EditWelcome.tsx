import { useTranslation } from 'react-i18next';
import shared from '../../components/conversation/Conversation.module.css';
import { PickRow, ViewWelcome, WelcomeBox } from '../../components/conversation/ViewWelcome';
import { useManifest } from '../../state/studio';
import { pickSources } from './actions';
import { suggestedInstructions } from './suggestions';

/** How many examples are named. */
const SHOWN = 8;

/** No picture yet: how one comes in, and what can be asked for. */
export function EditWelcome() {
  const { t } = useTranslation();
  const manifest = useManifest();
  const examples = suggestedInstructions(manifest);
  return (
    <div className={shared.scroller}>
      <ViewWelcome title={t('edit.welcome')} text={t('edit.welcomeText')} testId="edit-welcome">
        <PickRow testId="edit-pick" onPick={() => void pickSources()} />
        <WelcomeBox title={t('edit.how')} text={t('edit.howText')} />
        {manifest && (
          <WelcomeBox
            title={t('welcome.limits', { name: manifest.name })}
            text={
              examples.length > 0
                ? t('edit.trained', { examples: examples.slice(0, SHOWN).join(' ') })
                : t('edit.untrained', { name: manifest.name })
            }
          />
        )}
      </ViewWelcome>
    </div>
  );
}
