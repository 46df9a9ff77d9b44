import { keyNameSchema, keySchema } from './types';

/** The variable of a key: `METAMORPH_KEY_SERVER_3F2C` for `server.3f2c`. */
export const variableOf = (name: string): string =>
  `METAMORPH_KEY_${keyNameSchema.parse(name).toUpperCase().replace(/[.-]/g, '_')}`;

/** A key that the environment gives: all that a command in plain Node has. */
export function keyOfEnvironment(
  name: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  return keySchema.safeParse(environment[variableOf(name)]).data;
}
