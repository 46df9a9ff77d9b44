/** onnxruntime for all of the program: loaded here alone, once its telemetry is turned off. */
import { createRequire } from 'node:module';
import type * as Onnxruntime from 'onnxruntime-node';
import { turnOffTelemetry } from './telemetry';

turnOffTelemetry();
// An import would run before the line above: a bundle begins with all that it leaves outside.
const load = createRequire(import.meta.url);
export const { env, InferenceSession, listSupportedBackends, Tensor } = load(
  'onnxruntime-node',
) as typeof Onnxruntime;
export type InferenceSession = Onnxruntime.InferenceSession;
export type Tensor = Onnxruntime.Tensor;
/** Name, type and shape of what a graph takes or gives. */
export type ValueMetadata = Onnxruntime.InferenceSession.ValueMetadata;
