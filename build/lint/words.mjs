/**
 * Words that names and comments do not use any more, and the field's own in their place. The list
 * stands in CONTRIBUTING.md too, where a test compares it.
 *
 * @type {readonly (readonly [string, string])[]}
 */
export const WORDS = [
  ['alike', 'similar'],
  ['likeness', 'similarity'],
  ['apart', 'in a child process, in a worker, separately'],
  ['told', 'notified, reported, called with'],
  ['hear', 'listen, called with'],
  ['hears', 'listens, called with'],
  ['salvage', 'recover'],
  ['copier', 'backup queue'],
  ['keeper', 'package loader'],
  ['shelf', 'folder of packages'],
  ['visitor', 'external request'],
  ['visitors', 'external queue'],
  ['breathe', 'yield to the event loop'],
  ['turnstile', 'mutex'],
  ['summed', 'integral image'],
  ['survey', 'coarse pass'],
  ['said in', 'current language'],
  ['say in', 'set language'],
  ['taken picture', 'attachment'],
  ['bring in', 'import file'],
  ['StoreError', 'AppError'],
  ['ChatError', 'AppError'],
  ['RuntimeError', 'AppError'],
  ['ArchiveError', 'AppError'],
];

/** Of these the comments are free too; the others are also plain English there. */
const IN_COMMENTS = new Set([
  'hears',
  'salvage',
  'copier',
  'shelf',
  'visitor',
  'visitors',
  'breathe',
  'turnstile',
  'summed',
  'likeness',
]);

/**
 * The words of a name: `takenPictures` is taken, pictures.
 *
 * @param {string} name
 */
const wordsOf = (name) =>
  name
    .replace(/^[#_$]+/, '')
    .split(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[_$]+/)
    .map((word) => word.toLowerCase())
    .join(' ');

/**
 * The rule: no name and no comment uses a word of {@link WORDS}.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export const wordRule = {
  meta: { type: 'suggestion', schema: [] },
  create(context) {
    /** @param {import('estree').Node & { name: string }} node */
    const checkName = (node) => {
      const words = ` ${wordsOf(node.name)} `;
      for (const [word, use] of WORDS) {
        if (node.name === word || words.includes(` ${word} `)) {
          context.report({ node, message: `Names say ${use} instead of "${word}".` });
        }
      }
    };
    return {
      Identifier: checkName,
      PrivateIdentifier: checkName,
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          for (const [word, use] of WORDS) {
            if (!IN_COMMENTS.has(word)) continue;
            if (new RegExp(`\\b${word}\\b`, 'i').test(comment.value) && comment.loc) {
              context.report({
                loc: comment.loc,
                message: `Comments say ${use} instead of "${word}".`,
              });
            }
          }
        }
      },
    };
  },
};
