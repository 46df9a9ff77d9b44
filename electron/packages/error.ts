import { AppError } from '../../shared/ipc/errors';

/** Why a package is not taken or not removed: one sentence for the person. */
export const packageError = (words: string): AppError => new AppError('package', words);
