import type { Recording, Signal, WindowSet } from "#core/signal";

/** A signal whose value is 100 · channel + time step. */
export function rampSignal(length: number, channels: readonly string[], sampleRate = 10): Signal {
  const width = channels.length;
  const data = Float32Array.from({ length: length * width }, (_, i) => {
    return 100 * (i % width) + Math.floor(i / width);
  });
  return { data, channels, sampleRate, unit: "g" };
}

/** A recording of `acc` with {@link rampSignal}. */
export function rampRecording(length: number, rest: Partial<Recording> = {}): Recording {
  const signals = { acc: rampSignal(length, ["x", "y"]) };
  return { id: "r1", subject: "anna", label: 0, signals, ...rest };
}

/** One window [2, 1] per (subject, label) pair; its values are the row number. */
export function smallSet(rows: readonly (readonly [string, number])[]): WindowSet {
  const data = Float32Array.from({ length: rows.length * 2 }, (_, i) => Math.floor(i / 2));
  const acc = { data, length: 2, channels: ["x"], sampleRate: 10, unit: "g" };
  return {
    size: rows.length,
    signals: { acc },
    labels: Int32Array.from(rows, ([, label]) => label),
    classes: ["sit", "walk"],
    subjects: rows.map(([subject]) => subject),
    recordings: rows.map(([subject, label]) => `${subject}-${label}`),
  };
}
