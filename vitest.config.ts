import { defineConfig } from "vitest/config";

const projects = {
  unit: { timeout: 30_000, builds: false },
  contracts: { timeout: 120_000, builds: false },
  golden: { timeout: 30_000, builds: false },
  differential: { timeout: 120_000, builds: false },
  fuzz: { timeout: 300_000, builds: false },
  e2e: { timeout: 600_000, builds: true },
  browser: { timeout: 300_000, builds: true },
};

export default defineConfig({
  ssr: { resolve: { conditions: ["@wristill/source", "node", "import", "default"] } },
  test: {
    reporters: ["default", "./test/support/closing-line.ts"],
    projects: Object.entries(projects).map(([name, { timeout, builds }]) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        testTimeout: timeout,
        hookTimeout: timeout,
        setupFiles: ["./test/support/fixed-seed.ts"],
        globalSetup: builds ? ["./test/support/build.ts"] : [],
        pool: "forks" as const,
        maxWorkers: 2,
        fileParallelism: !builds,
      },
    })),
  },
});
