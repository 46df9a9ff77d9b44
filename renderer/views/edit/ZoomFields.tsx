import { Button, Group, NumberInput, Popover } from '@mantine/core';
import { IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/IconButton';
import type { ZoomGestures } from '../../components/useZoomGestures';
import { MOST_SCALE, type Zoom } from '../../state/pictureZoom';
import { number } from '../../i18n';

interface Properties {
  readonly zoom: Zoom;
  readonly gestures: ZoomGestures;
  readonly onZoom: (zoom: Zoom) => void;
}

/** Zoom and place of all frames at once, by buttons and as numbers. */
export function ZoomFields({ zoom, gestures, onZoom }: Properties) {
  const { t } = useTranslation();
  const field = (label: string, value: number, change: (value: number) => Zoom) => (
    <NumberInput
      size="xs"
      label={label}
      allowDecimal={false}
      step={20}
      value={Math.round(value)}
      onChange={(next) => {
        if (typeof next === 'number') onZoom(change(next));
      }}
    />
  );
  return (
    <Group gap={0} wrap="nowrap">
      <IconButton
        size="sm"
        label={t('zoom.out')}
        icon={<IconZoomOut size={17} />}
        onClick={gestures.zoomOut}
      />
      <Popover position="bottom" shadow="md" width={190} trapFocus returnFocus>
        <Popover.Target>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            fw={500}
            aria-label={`${t('unit.percent', { value: number(zoom.scale * 100) })}: ${t('edit.zoomFields')}`}
            data-testid="edit-zoom"
          >
            {t('unit.percent', { value: number(zoom.scale * 100) })}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          {field(t('edit.zoom'), zoom.scale * 100, (percent) => ({
            ...zoom,
            scale: Math.min(MOST_SCALE, Math.max(1, percent / 100)),
          }))}
          {field(t('edit.zoomX'), zoom.x, (x) => ({ ...zoom, x }))}
          {field(t('edit.zoomY'), zoom.y, (y) => ({ ...zoom, y }))}
        </Popover.Dropdown>
      </Popover>
      <IconButton
        size="sm"
        label={t('zoom.in')}
        icon={<IconZoomIn size={17} />}
        onClick={gestures.zoomIn}
      />
      <IconButton
        size="sm"
        label={t('zoom.fit')}
        keys="0"
        icon={<IconMaximize size={17} />}
        onClick={gestures.fit}
      />
    </Group>
  );
}
