import type { ReactNode } from 'react';
import classes from './FilePath.module.css';

/** Where a file or folder lies. */
export const FilePath = (properties: {
  readonly children: ReactNode;
  readonly 'data-testid'?: string;
}) => <div className={classes.path} {...properties} />;
