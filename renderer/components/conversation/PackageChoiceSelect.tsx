import { NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import { refreshPackages, usePackages } from '../../state/packages';
import { useStudio } from '../../state/studio';
import { packageChoiceSchema, type PackageChoice } from '../../../shared/ipc/packages';

/** Which package answers in the open conversation, where there are several. */
export function PackageChoiceSelect() {
  const { t } = useTranslation();
  const conversationId = useStudio((state) => state.view?.id);
  const cards = usePackages((state) => state.cards);
  const [choice, setChoice] = useState<PackageChoice | null>(null);
  useEffect(() => {
    void refreshPackages();
    if (!conversationId) return;
    void attempt(async () => setChoice(await call('packages.choice', { conversationId })));
  }, [conversationId]);
  const usable = (cards ?? []).filter(({ fault }) => fault === null);
  if (!conversationId || usable.length < 2) return null;

  async function choose(value: string): Promise<void> {
    if (!conversationId) return;
    const wanted = value === '' ? null : packageChoiceSchema.parse(value);
    const done = await attempt(() =>
      call('packages.choose', { conversationId, choice: wanted }).then(() => true),
    );
    if (done) setChoice(wanted);
  }

  return (
    <NativeSelect
      size="sm"
      label={t('packages.here')}
      data-testid="package-choice"
      value={choice ?? ''}
      data={[
        { value: '', label: t('packages.asSettings') },
        ...usable.map((card) => ({ value: card.choice, label: `${card.name} ${card.version}` })),
      ]}
      onChange={(event) => void choose(event.currentTarget.value)}
    />
  );
}
