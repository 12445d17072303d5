import { defineConfig } from 'vitest/config'
import { CountReporter } from './test/count-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new CountReporter()],
    testTimeout: 20_000,
    // Services run side by side here: only the tests of these two listen.
    env: { ECLUSE_CONSOLE: 'off', ECLUSE_WATCH: 'off' },
  },
})
