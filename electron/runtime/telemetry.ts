/**
 * Turns off what onnxruntime would report to its maker, for this process and for those that it
 * starts. onnxruntime reads the variable once, when its first session is opened.
 *
 * On Linux and macOS nothing is then made, kept or sent. On Windows there is no such variable: its
 * documentation says that it sends nothing itself and gives events to the system's own tracing.
 */
export function turnOffTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
