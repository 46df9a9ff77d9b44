import { chosenEndpoint, type HubOptions } from '../hub/options';
import type { Settings } from '../../shared/settings';

/** The hub of the settings; `HF_ENDPOINT` and `HF_TOKEN` stand in for what they do not say. */
export function hubOf({ hubEndpoint }: Pick<Settings, 'hubEndpoint'>): HubOptions {
  const { HF_TOKEN } = process.env;
  return {
    endpoint: chosenEndpoint(hubEndpoint ?? undefined),
    ...(HF_TOKEN ? { token: HF_TOKEN } : {}),
  };
}
