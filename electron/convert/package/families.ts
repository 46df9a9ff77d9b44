import type { Capabilities } from '../../../shared/capabilities';
import type { Manifest } from '../../../shared/manifest';
import { refused } from '../error';
import type { TokenIds } from './tokens';

type Language = Manifest['languageModel'];

/** What a family of models says beside its weights: words, marks and what it can do. */
export interface Family {
  readonly capabilities: Capabilities;
  readonly chatTemplate: Language['chatTemplate'];
  readonly marks: Pick<Language, 'endOfTextIds' | 'imageStartId' | 'imageEndId' | 'paddingId'>;
  readonly prompts: Manifest['prompts'];
  /** What it is not good at, in a few sentences. */
  readonly limits: string;
}

/** @throws ConvertError where the tokenizer lacks a mark of the family */
export function familyOf(recipe: string, ids: TokenIds): Family {
  return recipe === 'janus-pro' ? janusPro(ids) : metaMorph(ids);
}

const END_OF_SENTENCE = '<｜end▁of▁sentence｜>';

/** Templates and marks of deepseek-ai/Janus: janus/utils/conversation.py, processing_vlm.py. */
function janusPro(ids: TokenIds): Family {
  return {
    capabilities: {
      sees: 8,
      draws: 'asked',
      edits: 'none',
      frames: { predicts: false, orders: 0 },
      thinks: 'none',
      redraws: true,
      knows: 'free',
    },
    chatTemplate: {
      begin: '<｜begin▁of▁sentence｜>',
      before: { system: '', user: '<|User|>: ', assistant: '<|Assistant|>: ' },
      after: { system: '\n\n', user: '\n\n', assistant: END_OF_SENTENCE },
      answer: '<|Assistant|>:',
      defaultSystem:
        'You are a helpful language and vision assistant. You are able to understand the visual ' +
        'content that the user provides, and assist the user with a variety of tasks using ' +
        'natural language.',
      pictures: { afterEach: '\n', afterAll: '' },
      joined: true,
    },
    marks: {
      endOfTextIds: [ids.need(END_OF_SENTENCE)],
      imageStartId: ids.need('<begin_of_image>'),
      imageEndId: ids.need('<end_of_image>'),
      paddingId: ids.need('<｜▁pad▁｜>', '<｜pad｜>'),
    },
    prompts: {
      tasks: [
        {
          id: 'question',
          template: '{question}',
          examples: ['What is in this picture?', 'What is written here?'],
        },
        {
          id: 'generate',
          template: '{description}',
          examples: [
            'A lighthouse on a rocky coast at dawn, oil painting',
            'A bowl of oranges on a wooden table, soft light',
          ],
        },
      ],
      thinkingPhrase: null,
      readBack: 'Describe this picture in one sentence.',
    },
    limits:
      'It answers in words or with a picture, as it is asked, and does not mix both by itself. It ' +
      'does not edit pictures, predict frames or think in pictures. Each picture is drawn from the ' +
      'last request alone.',
  };
}

/** The paper's set (arXiv 2412.14164, section 3) with marks of facebookresearch/metamorph. */
function metaMorph(ids: TokenIds): Family {
  return {
    capabilities: {
      sees: 16,
      draws: 'itself',
      edits: 'instruction',
      frames: { predicts: true, orders: 4 },
      thinks: 'picture',
      redraws: true,
      knows: 'free',
    },
    ...metaMorphChat(ids),
    prompts: {
      tasks: [
        {
          id: 'question',
          template: '{question}',
          examples: ['What is in this picture?', 'How many people are there?'],
        },
        {
          id: 'generate',
          template: 'Generate an image of {description}',
          examples: ['Generate an image of a lighthouse on a rocky coast at dawn'],
        },
        { id: 'edit', template: '{instruction}', examples: ['Make it look like winter.'] },
        { id: 'next', template: 'Predict the next frame of the video.', examples: [] },
        { id: 'previous', template: 'Predict the previous frame of the video.', examples: [] },
        { id: 'think', template: '{question} Think visually.', examples: [] },
      ],
      thinkingPhrase: 'I will think about it visually.',
      readBack: 'Describe this picture in one sentence.',
    },
    limits: 'What it can do depends on its training, of which the checkpoint says nothing.',
  };
}

/** LLaMA 3's words as the reference writes them, with one newline; ChatML for Qwen. */
function metaMorphChat(ids: TokenIds): Pick<Family, 'chatTemplate' | 'marks'> {
  const pictures = { afterEach: '', afterAll: '\n' };
  const marks = {
    imageStartId: ids.need('<image_start>'),
    imageEndId: ids.need('<image_end>'),
  };
  if (ids.find('<|start_header_id|>') !== undefined) {
    const header = (role: string): string => `<|start_header_id|>${role}<|end_header_id|>\n`;
    const before = {
      system: header('system'),
      user: header('user'),
      assistant: header('assistant'),
    };
    const end = '<|eot_id|>';
    return {
      chatTemplate: {
        // The tokenizer of the reference adds a mark of its own to that of the template.
        begin: '<|begin_of_text|><|begin_of_text|>',
        before,
        after: { system: end, user: end, assistant: end },
        answer: before.assistant,
        defaultSystem: null,
        pictures,
        joined: true,
      },
      marks: { ...marks, endOfTextIds: [ids.need(end), ids.need('<|end_of_text|>')] },
    };
  }
  if (ids.find('<|im_start|>') === undefined) throw refused('convert.noTemplate');
  const header = (role: string): string => `<|im_start|>${role}\n`;
  const end = '<|im_end|>\n';
  return {
    chatTemplate: {
      begin: '',
      before: { system: header('system'), user: header('user'), assistant: header('assistant') },
      after: { system: end, user: end, assistant: end },
      answer: header('assistant'),
      defaultSystem: null,
      pictures,
      joined: true,
    },
    marks: { ...marks, endOfTextIds: [ids.need('<|im_end|>')] },
  };
}
