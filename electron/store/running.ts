/** Whether a process of this computer is running. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another person's process may not be asked.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
