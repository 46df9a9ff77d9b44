/**
 * The process that looks at pictures from outside: hostile files are decoded here and nowhere near
 * the store. It ends without harm when a decoder fails; the next picture starts it again.
 */
import { RuntimeError } from '../../shared/runtimeError';
import { sayIn } from '../../shared/i18n/translate';
import { asPng, inspectPicture, meanDifference, thumbnail } from './inspect';
import { cropPicture, putBack } from './regions';
import type { PictureAnswer, PictureCalls, PictureCall, PictureQuestion } from './messages';

/** The port of Electron's utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { readonly data: PictureQuestion }) => void): void;
  postMessage(message: PictureAnswer): void;
}

const parentPort = (process as unknown as { readonly parentPort: ParentPort }).parentPort;

function carryOut(question: PictureQuestion): Promise<PictureCalls[PictureCall]['output']> {
  switch (question.name) {
    case 'inspect':
      return inspectPicture(question.input);
    case 'asPng':
      return asPng(question.input);
    case 'thumbnail':
      return thumbnail(question.input);
    case 'difference':
      return meanDifference(...question.input);
    case 'crop':
      return cropPicture(...question.input);
    case 'putBack':
      return putBack(question.input);
  }
}

async function answer(question: PictureQuestion): Promise<PictureAnswer> {
  const { id } = question;
  if (question.language) sayIn(question.language);
  try {
    return { id, ok: true, value: await carryOut(question) };
  } catch (error) {
    const code = error instanceof RuntimeError ? error.code : 'worker';
    return { id, ok: false, code, error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort.on('message', (event) => {
  void answer(event.data).then((message) => parentPort.postMessage(message));
});
