import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { quantizeModel } from "#export/quantize/quantize-model";
import type { RangeMethod } from "#export/quantize/range";
import * as methods from "#export/quantize/ranges/entries";
import { createOrtNodeSession } from "#runtime/ort-node";
import type { CreateSession, HostTensors } from "#runtime/session";
import { cnn1dTiny } from "#students/cnn1d-tiny";
import { builtNetwork, exportedModel, waves } from "#test/support/exported";

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
