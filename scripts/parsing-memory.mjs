// Reads a generated table from a stream in this process and prints its memory: node scripts/parsing-memory.mjs <MB> [packed].
const [megabytes, packed] = process.argv.slice(2);
const module = new URL("../dist/benchmarks/parsing-memory.js", import.meta.url).href;
const { memoryOfStreaming } = await import(module);
const result = await memoryOfStreaming(Number(megabytes), packed === "packed");
process.stdout.write(`${JSON.stringify(result)}\n`);
