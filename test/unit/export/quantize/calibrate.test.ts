import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { calibrate } from "#export/quantize/calibrate";
import { Extremes } from "#export/quantize/extremes";
import { quantizedValues } from "#export/quantize/plan";
import { quantizeModel } from "#export/quantize/quantize-model";
import type { RangeMethod } from "#export/quantize/range";
import * as methods from "#export/quantize/ranges/entries";
import { Graph } from "#graph/graph";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { CreateSession, HostTensors } from "#runtime/session";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";
import { randomArray } from "#test/support/tensors";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Arrays that came by, and how many of them were in memory at once. */
class Census {
  readonly #arrays: WeakRef<ArrayBufferLike>[] = [];
  most = 0;

  meet(tensors: HostTensors): HostTensors {
    for (const { data } of Object.values(tensors)) this.#arrays.push(new WeakRef(data.buffer));
    return tensors;
  }

  get met(): number {
    return this.#arrays.length;
  }

  async count(): Promise<void> {
    await setImmediate(); // a weak reference holds on until the job in which it was made ends
    collectGarbage();
    this.most = Math.max(this.most, this.#arrays.filter((array) => array.deref()).length);
  }
}

describe.each(Object.values<RangeMethod>(methods))("quantizing with ranges by $name", (method) => {
  const network = builtNetwork(cnn1dTiny);
  const { graph } = exportedModel(network);
  const batches = 12;

  test("holds what one batch feeds and yields, however many come", async () => {
    const census = new Census();
    const calibration = {
      async *[Symbol.asyncIterator]() {
        for (let seed = 0; seed < batches; seed++) {
          yield census.meet(waves(network, 4, seed));
        }
        await census.count();
      },
    };
    const createSession: CreateSession = async (bytes, options) => {
      const session = await createOrtNodeSession(bytes, options);
      return { ...session, run: async (feeds) => census.meet(await session.run(feeds)) };
    };
    const options = { calibration, createSession, ranges: method.name, target: "mcu" } as const;
    await quantizeModel(graph, options);
    expect(census.met).toBeGreaterThan(10 * batches); // three walks, the results of two with inner layers
    expect(census.most).toBeLessThan(batches);
  });
});

/** The same, of every value. */
class WholeExtremes extends Extremes {
  static override readonly sees = "values";
}

describe("extremes that the runtime finds", () => {
  test("are those of all values, batch by batch", async () => {
    const network = builtNetwork(cnn1dTiny);
    const { graph } = exportedModel(network);
    const names = [...quantizedValues(graph)].map(({ name }) => name);
    const calibration = [1, 2, 3].map((seed) => waves(network, 4, seed));
    const [found, looked] = await Promise.all(
      [Extremes, WholeExtremes].map((observer) => {
        return calibrate(graph, names, {
          ...{ calibration, observer },
          createSession: createOrtNodeSession,
        });
      }),
    );
    expect(found!.windows).toBe(12);
    expect([...found!.seen.keys()]).toEqual(names);
    const ends = (seen: ReadonlyMap<string, Extremes>) =>
      [...seen.values()].map((it) => [it.low, it.high, it.averageLow, it.averageHigh]);
    expect(ends(found!.seen)).toEqual(ends(looked!.seen));
    expect(found!.seen.get(names[1]!)!.high).toBeGreaterThan(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "%s within a network is refused by name, though a ReLU may hide it",
    async (bad) => {
      const graph = new Graph("fragile");
      const x = graph.input("x", "float32", ["batch", 100]);
      const inside = graph.add("Neg", [x], x.shape, { name: "inside" });
      graph.output("y", graph.add("Relu", [inside], x.shape));
      const data = randomArray(200, 1);
      data[57] = bad;
      const calibration = [{ x: { dtype: "float32", shape: [2, 100], data } }] as const;
      const options = { calibration, createSession: createOrtNodeSession, observer: Extremes };
      await expect(calibrate(graph, [inside.name], options)).rejects.toThrow(
        `"${inside.name}" takes values that are not finite`,
      );
    },
  );
});
