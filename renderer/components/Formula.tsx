import { useEffect, useState } from 'react';
import classes from './Formula.module.css';

interface Properties {
  readonly tex: string;
  readonly display: boolean;
  /** The formula as it was written: shown until it is drawn, and where it cannot be. */
  readonly source: string;
}

/** A formula, drawn by what is loaded when the first one comes. */
export function Formula({ tex, display, source }: Properties) {
  const [html, setHtml] = useState<string>();
  useEffect(() => {
    let gone = false;
    void import('./drawFormula').then(({ formulaHtml }) => {
      if (!gone) setHtml(formulaHtml(tex, display));
    });
    return () => {
      gone = true;
    };
  }, [tex, display]);
  const className = display ? classes.display : classes.inline;
  // What is drawn holds nothing of the text but letters: KaTeX writes no address and no markup of it.
  if (html !== undefined)
    return <span className={className} dangerouslySetInnerHTML={{ __html: html }} />;
  return <span dir="ltr">{source}</span>;
}
