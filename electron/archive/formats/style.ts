/** Style of an exported page: light, dark and paper. Nothing is loaded from anywhere. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #1d2123; --paper: #fdfdfc; --soft: #f1f2f0; --line: #d9dcd8; --quiet: #5b6366; --link: #14638f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaea; --paper: #1c1e1e; --soft: #272a2a; --line: #3d4242; --quiet: #a3abad; --link: #7cc0e8; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 46rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 2.5rem 0 0.25rem; }
h2 { font-size: 0.85rem; font-weight: 600; color: var(--quiet); margin: 1.75rem 0 0.5rem; }
h3 { font-size: 0.85rem; font-weight: 600; color: var(--quiet); margin: 1rem 0 0.25rem; }
a { color: var(--link); }
nav ol { padding-inline-start: 2.75rem; }
.quiet, figcaption, summary { color: var(--quiet); font-size: 0.85rem; }
.question { background: var(--soft); border-radius: 0.75rem; padding: 0.75rem 1rem; margin-top: 1.75rem; }
.question h2, .question h3 { margin: 0 0 0.25rem; }
.typed { white-space: pre-wrap; margin: 0; }
.system { border-left: 3px solid var(--line); padding-left: 0.75rem; }
figure { margin: 0.75rem 0; }
figure img { max-width: 100%; height: auto; border-radius: 0.5rem; background: var(--soft); }
.frames { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.frames figure { margin: 0; flex: 1 1 8rem; }
details.branch { border-left: 3px solid var(--line); margin: 0.75rem 0; padding-left: 0.75rem; }
pre { background: var(--soft); border-radius: 0.5rem; padding: 0.75rem; overflow-x: auto; white-space: pre-wrap; }
code { font: 0.9em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
blockquote { margin: 0.75rem 0; padding-left: 0.75rem; border-left: 3px solid var(--line); color: var(--quiet); }
table { border-collapse: collapse; } .wide { overflow-x: auto; margin: 0.75rem 0; }
/* Words and numbers stay whole: a table is as wide as they are. */
th, td { overflow-wrap: normal; border: 1px solid var(--line); padding: 0.25em 0.5em; text-align: start; }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --soft: #f3f3f2; --line: #ccc; --quiet: #555; --link: #14638f; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  .wide { overflow: visible; } .broken th, .broken td { overflow-wrap: anywhere; }
  h1, h2, h3 { break-after: avoid; } figure, pre { break-inside: avoid; } img { max-height: 22cm; }
  article + article { break-before: page; }
}
`;
