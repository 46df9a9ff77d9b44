import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Prompts.module.css';
import { filledIn, variablesOf } from './variables';
import type { Prompt } from '../../../shared/ipc/prompts';

interface Properties {
  readonly prompt: Prompt;
  readonly onBack: () => void;
  readonly onUse: (text: string) => void;
}

/** Asks for the variables of a prompt and shows what becomes of it. */
export function FillIn({ prompt, onBack, onUse }: Properties) {
  const { t } = useTranslation();
  const variables = variablesOf(prompt.text);
  const [values, setValues] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(variables.map(({ name, value }) => [name, value])),
  );
  const text = filledIn(prompt.text, values);
  function use(event: FormEvent): void {
    event.preventDefault();
    onUse(text);
  }
  return (
    <form onSubmit={use}>
      <Stack data-testid="prompt-fill">
        <Text fw={650}>{prompt.title}</Text>
        {variables.map(({ name }, index) => (
          <TextInput
            key={name}
            autoFocus={index === 0}
            label={name}
            value={values[name] ?? ''}
            onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        ))}
        <div className={classes.preview}>{text}</div>
        <Group justify="flex-end">
          <Button variant="default" onClick={onBack}>
            {t('prompts.back')}
          </Button>
          <Button type="submit">{t('prompts.use')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
