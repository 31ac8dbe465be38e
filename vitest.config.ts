import { defineConfig } from "vitest/config";

const projects = {
  unit: { timeout: 10_000 },
  contracts: { timeout: 60_000 },
  differential: { timeout: 120_000 },
  e2e: { timeout: 600_000 },
  browser: { timeout: 300_000 },
};

export default defineConfig({
  ssr: { resolve: { conditions: ["@wristill/source", "node", "import", "default"] } },
  test: {
    reporters: ["default", "./test/support/closing-line.ts"],
    projects: Object.entries(projects).map(([name, { timeout }]) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        testTimeout: timeout,
        hookTimeout: timeout,
        pool: "forks" as const,
        maxWorkers: 2,
      },
    })),
  },
});
