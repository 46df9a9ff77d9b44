import { Badge, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Capabilities } from '../../shared/capabilities';

/** What a model can do, in a word each. */
export function Abilities({ capabilities }: { readonly capabilities: Capabilities }) {
  const { t } = useTranslation();
  const { sees, draws, edits, frames, thinks } = capabilities;
  const said = [
    t('ability.words'),
    ...(sees > 0 ? [t('ability.sees')] : []),
    ...(draws === 'none' ? [] : [t(`ability.draws.${draws}`)]),
    ...(edits === 'none' ? [] : [t('ability.edits')]),
    ...(frames.predicts ? [t('ability.frames')] : []),
    ...(thinks === 'picture' ? [t('ability.thinks')] : []),
  ];
  return (
    <Group gap={4} mt={6} component="ul" p={0} style={{ listStyle: 'none' }}>
      {said.map((words) => (
        <Badge key={words} component="li" size="sm" variant="light" color="gray" tt="none" fw={500}>
          {words}
        </Badge>
      ))}
    </Group>
  );
}
