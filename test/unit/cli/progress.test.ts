import { describe, expect, test } from "vitest";
import { createProgress, figuresText, restText } from "#src/cli/progress";
import { fakeTerminal } from "#test/support/fake-terminal";

const event = { task: "student", done: 1, total: 10, figures: { loss: 0.21345, accuracy: 0.912 } };

test("figures read like figures; what is not finite is left out", () => {
  expect(figuresText(event)).toBe("loss 0.213 accuracy 91.2 %");
  expect(figuresText({ ...event, figures: { loss: Number.NaN } })).toBe("");
});

test("the rest follows from the pace; in the end it says what it took", () => {
  expect(restText({ ...event, done: 0 }, 3)).toBe("");
  expect(restText({ ...event, done: 4 }, 20)).toBe(" (30 s left)");
  expect(restText({ ...event, done: 10 }, 75)).toBe(" (1 min 15 s)");
});

describe("in a log", () => {
  test("there is a line at the start, every few seconds, and at the end of each task", () => {
    const terminal = fakeTerminal();
    const { onProgress } = createProgress(terminal);
    for (let done = 1; done <= 10; done++) {
      terminal.now = done * 1000;
      onProgress({ task: "student", done, total: 10 });
    }
    terminal.now = 12_000;
    onProgress({ task: "benchmark", done: 1, total: 2 });
    expect(terminal.err()).toBe(
      "student 1/10 (9 s left)\nstudent 6/10 (4 s left)\nstudent 10/10 (10 s)\nbenchmark 1/2 (2 s left)\n",
    );
  });
});

describe("on a screen", () => {
  test("each task has a bar of its own", () => {
    const terminal = fakeTerminal({ isTTY: true });
    const { onProgress, stop } = createProgress(terminal);
    onProgress({ ...event, task: "teacher skel", done: 10 });
    onProgress({ ...event, done: 10 });
    stop();
    expect(terminal.err()).toContain("teacher skel");
    expect(terminal.err()).toMatch(/student +█+ 10\/10 loss 0.213 accuracy 91.2 %/);
    expect(terminal.out()).toBe("");
  });
});
