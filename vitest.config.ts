import { defineConfig } from 'vitest/config'
import { CountReporter } from './test/count-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', new CountReporter()],
    testTimeout: 20_000,
  },
})
