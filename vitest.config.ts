import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          environment: 'node',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**', 'test/hard/program/**'],
          pool: 'forks',
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['test/e2e/**/*.test.ts', 'test/hard/program/*.test.ts'],
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          // What was on the screen of a failed test is kept before the program is ended.
          sequence: { hooks: 'list' },
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        // Run by `npm run test:hard` alone: the other two hold the short form of the same files.
        test: {
          name: 'hard',
          environment: 'node',
          include: ['test/hard/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 1,
          fileParallelism: false,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
