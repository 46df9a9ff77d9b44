/** The drawing of formulas with its style and fonts, loaded when the first one comes. */
import 'katex/dist/katex.min.css';

export { formulaHtml } from '../../shared/markdown/formula';
