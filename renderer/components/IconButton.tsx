import { ActionIcon, Tooltip, type ActionIconProps } from '@mantine/core';
import type { DragEventHandler, MouseEventHandler, ReactNode, Ref } from 'react';
import classes from './IconButton.module.css';
import { keyCaps } from './keys';

interface Properties extends ActionIconProps {
  /** What the button does: its tooltip and its name for a screen reader. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Keys of the same command, shown in the tooltip. */
  readonly keys?: string;
  readonly type?: 'button' | 'submit';
  readonly onClick?: MouseEventHandler<HTMLButtonElement>;
  readonly pressed?: boolean;
  /** Whether it is also something to drag. */
  readonly draggable?: boolean;
  readonly onDragStart?: DragEventHandler<HTMLButtonElement>;
  readonly ref?: Ref<HTMLButtonElement>;
  readonly 'data-testid'?: string;
}

/** A button that shows only a sign, with its words in a tooltip. */
export function IconButton({
  className,
  label,
  icon,
  keys,
  pressed,
  type = 'button',
  ...others
}: Properties) {
  const words = keys ? `${label} (${keyCaps(keys).join('+')})` : label;
  return (
    <Tooltip label={words}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="md"
        type={type}
        aria-label={label}
        aria-pressed={pressed}
        className={`${classes.button} ${className ?? ''}`}
        {...others}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
