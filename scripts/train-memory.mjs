// Runs a training step in this process and prints the memory it took: node scripts/train-memory.mjs <case> <threads>.
const built = (module) => import(new URL(`../dist/benchmarks/train/${module}.js`, import.meta.url));
const [name, threads] = process.argv.slice(2);
const { trainCase } = await built("cases");
const { memoryOfStep } = await built("memory");
process.stdout.write(`${JSON.stringify(await memoryOfStep(trainCase(name), Number(threads)))}\n`);
