/** @file Ends the output with one line in a fixed form, for machines: `N passed, N failed, N skipped`. */
import type { Reporter, TestModule } from "vitest/node";

class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      let tests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== "pending") count[state]++;
        tests++;
      }
      if (tests === 0 && module.state() === "failed") count.failed++;
    }
    const { passed, failed, skipped } = count;
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
}

// biome-ignore lint/style/noDefaultExport: Vitest loads a reporter by its default export
export default ClosingLine;
