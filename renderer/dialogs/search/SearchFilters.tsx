import { Chip, Group, Select, Text, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { tagsOf } from '../../state/groups';
import { useStudio } from '../../state/studio';
import { DATES, isTurned, type Narrowed } from './dates';

interface Properties {
  readonly narrowed: Narrowed;
  readonly onChange: (narrowed: Narrowed) => void;
}

/** What a search is narrowed to: pictures, a time, a tag. */
export function SearchFiltersBar({ narrowed, onChange }: Properties) {
  const { t } = useTranslation();
  const all = useStudio((state) => state.conversations);
  const tags = useMemo(() => tagsOf(all ?? []), [all]);
  const change = (changes: Partial<Narrowed>): void => onChange({ ...narrowed, ...changes });
  const { pictures, date, tag } = narrowed;
  const turned = isTurned(narrowed);
  return (
    <>
      <Group gap={8}>
        <Chip size="xs" checked={pictures} onChange={(value) => change({ pictures: value })}>
          {t('jump.pictures')}
        </Chip>
        <Select
          size="xs"
          w={150}
          allowDeselect={false}
          aria-label={t('jump.date')}
          data={DATES.map((value) => ({ value, label: t(`jump.dates.${value}`) }))}
          value={date}
          onChange={(value) => change({ date: value ?? 'any' })}
        />
        {tags.length > 0 && (
          <Select
            size="xs"
            w={150}
            clearable
            aria-label={t('jump.tag')}
            placeholder={t('jump.anyTag')}
            data={tags}
            value={tag}
            onChange={(value) => change({ tag: value })}
          />
        )}
      </Group>
      {date === 'range' && (
        <Group gap={8} data-testid="jump-range">
          {(['from', 'to'] as const).map((end) => (
            <Group key={end} gap={6} wrap="nowrap">
              <SmallHint aria-hidden="true">{t(`jump.${end}`)}</SmallHint>
              <TextInput
                size="xs"
                type="date"
                aria-label={t(`jump.${end}`)}
                data-testid={`jump-${end}`}
                autoFocus={end === 'from'}
                max="9999-12-31"
                error={turned}
                value={narrowed[end]}
                onChange={(event) => change({ [end]: event.currentTarget.value })}
              />
            </Group>
          ))}
          {turned && (
            <Text size="xs" c="red" role="alert">
              {t('jump.turned')}
            </Text>
          )}
        </Group>
      )}
    </>
  );
}
