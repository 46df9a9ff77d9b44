/** Parts of Mantine in the sizes in which the window has them again and again. */
import { Button, Text } from '@mantine/core';

/** Words beside what they explain. */
export const Hint = Text.withProps({ size: 'sm', c: 'dimmed' });
export const SmallHint = Text.withProps({ size: 'xs', c: 'dimmed' });

/** A button that is not the first thing to press. */
export const SmallButton = Button.withProps({ size: 'compact-sm', variant: 'default' });
