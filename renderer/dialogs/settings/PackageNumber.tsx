import { CloseButton, NumberInput, Tooltip } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../i18n';

interface Properties {
  readonly label: string;
  readonly description?: string;
  /** What is set; null for what the package says. */
  readonly value: number | null;
  /** What the package says; undefined while none is loaded. */
  readonly ofPackage: number | undefined;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Digits after the point; 0 for whole numbers. */
  readonly digits: number;
  readonly onChange: (value: number | null) => void;
}

/** A number of the settings that is the package's own until the person sets it. */
export function PackageNumber(properties: Properties) {
  const { label, description, value, ofPackage, min, max, step, digits, onChange } = properties;
  const { t } = useTranslation();
  // While it is typed a number may be out of bounds; it is kept when the field is left.
  const [typed, setTyped] = useState<string | number | null>(null);

  function keep(): void {
    if (typed === null) return;
    setTyped(null);
    const wanted = typed === '' ? null : Math.min(max, Math.max(min, Number(typed)));
    if (wanted !== value && !Number.isNaN(wanted)) onChange(wanted);
  }

  const words =
    ofPackage === undefined
      ? t('settings.asPackage')
      : t('settings.asPackageValue', { value: number(ofPackage, 3) });
  return (
    <NumberInput
      label={label}
      description={description}
      placeholder={words}
      value={typed ?? value ?? ''}
      min={min}
      max={max}
      step={step}
      startValue={ofPackage ?? min}
      decimalScale={digits}
      allowDecimal={digits > 0}
      clampBehavior="none"
      hideControls
      onChange={setTyped}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
      rightSection={
        value !== null && (
          <Tooltip label={words}>
            <CloseButton
              size="sm"
              aria-label={t('settings.clear', { label })}
              onClick={() => {
                setTyped(null);
                onChange(null);
              }}
            />
          </Tooltip>
        )
      }
    />
  );
}
