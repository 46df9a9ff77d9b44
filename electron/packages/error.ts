import { RuntimeError } from '../../shared/runtimeError';

/** Why a package is not taken or not removed: one sentence for the person. */
export const packageError = (words: string): RuntimeError => new RuntimeError('package', words);
