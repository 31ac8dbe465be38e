/** @file The results of the parsing benchmark as a page. */
import type { ParsingRate, ParsingReport } from "./parsing.ts";
import type { StreamingMemory } from "./parsing-memory.ts";

const titles: Readonly<Record<ParsingRate["text"], string>> = {
  "uci-har": "UCI HAR, rows of 128 numbers",
  wisdm: "WISDM, `subject,activity,time,x,y,z;`",
};

/** Markdown; `source` says where the texts come from. */
export function parsingTable(
  { machine, peers, rates }: ParsingReport,
  streams: readonly StreamingMemory[],
  source: string,
): string {
  const rows = rates.map(({ text, reader, megabytes, wall, cpu, ours }) => {
    const ratio = reader === "wristill" ? "" : `${ours.wall.toFixed(2)} / ${ours.cpu.toFixed(2)}`;
    return `| ${titles[text]}, ${megabytes.toFixed(1)} MB | ${reader} | ${wall.toFixed(0)} | ${cpu.toFixed(0)} | ${ratio} |`;
  });
  const memory = streams.map(
    ({ packed, megabytes, rows: count, seconds, before, highest }) =>
      `| ${megabytes} MB of CSV${packed ? ", packed by gzip" : ""} | ${(count / 1e6).toFixed(1)} M | ${(megabytes / seconds).toFixed(0)} | ${before.toFixed(0)} | ${highest.toFixed(0)} |`,
  );
  return `# Text into numbers

${source} In memory, one thread; readers in turn, in an order drawn anew every round; medians over the rounds.
Per second of processor time is the fairer figure on a machine that others use, too.
${machine.cpu}, ${machine.cores} cores, load ${machine.load.toFixed(2)} at the start; Node ${machine.node}; ${peers}.

| text | reader | MB/s | MB per second of processor time | our time ÷ its, by the clock / of the processor |
|---|---|---|---|---|
${rows.join("\n")}

pandas: \`read_csv\`, its C parser, without the semicolons, labels as categories; NumPy: \`loadtxt\`. All find the same sums.

## Streaming

Rows are made, read and dropped; each line is a process of its own.

| stream | rows | MB/s, making included | MB of memory before | at the highest |
|---|---|---|---|---|
${memory.join("\n")}

## What profiling taught

- Two thirds of the time are the digits. A mantissa kept as a double is as fast in V8 as 32-bit integers with overflow
  handled; two digits at a time, or four (one word, three multiplications), gained less than the noise of this machine.
- The rest is the row: no call between a plain cell and the next brought about 8 % (medians of six runs each, which overlap).
- An integer below 2⁵³ divided by an exact power of ten is what \`Number\` gives, so no string is made; only numbers of more
  digits are left to \`Number\`.

By design, not measured one by one: a label is first compared with the bytes of the one before it, and a line end behind
the last byte stands for the bounds checks inside a row.
`;
}
