import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFrames } from '../../state/frames';

/** Frames a second at which clips are read. */
export function RateField() {
  const { t } = useTranslation();
  const rate = useFrames((state) => state.rate);
  return (
    <NumberInput
      size="xs"
      w={110}
      aria-label={t('frames.rate')}
      suffix={` ${t('frames.rateSuffix')}`}
      min={0.1}
      max={30}
      step={1}
      decimalScale={2}
      value={rate}
      onChange={(value) => {
        if (typeof value === 'number' && value > 0) useFrames.setState({ rate: value });
      }}
    />
  );
}
