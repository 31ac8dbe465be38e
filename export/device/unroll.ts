/** before: x ─ LSTM ─ y        after: x ─ dense ─ (slice, gates, state) · time ─ concat ─ y */
import type { LayerParts } from "./builder.ts";
import type { Layer, Program, Recurrent, Tensor } from "./program.ts";

/** Recurrent layers step by step, for formats that have no such layer. */
export function unroll(program: Program): Program {
  const layers = program.layers.flatMap((layer) =>
    layer.kind === "lstm" ? new Unrolling(layer).layers() : [layer],
  );
  return { ...program, layers };
}

class Unrolling {
  readonly #layers: Layer[] = [];
  readonly #layer: Recurrent;

  constructor(layer: Recurrent) {
    this.#layer = layer;
  }

  layers(): readonly Layer[] {
    const { input, output, weight, bias, units, backwards } = this.#layer;
    const [time, , inputs] = input.shape as [number, number, number];
    const rows = this.#add({ kind: "reshape", input }, [time, inputs]);
    const seen = this.#add(
      {
        kind: "dense",
        input: rows,
        weight: this.#weight("w", [4 * units, inputs], weight),
        bias,
        relu: false,
      },
      [time, 4 * units],
    );
    const states: Tensor[] = [];
    let state: Tensor | undefined;
    let cell: Tensor | undefined;
    for (let t = 0; t < time; t++) {
      const at = backwards ? time - 1 - t : t;
      const now = this.#add({ kind: "slice", input: seen, begin: [at, 0] }, [1, 4 * units]);
      [state, cell] = this.#step(now, state, cell);
      states[at] = state;
    }
    const all = this.#add({ kind: "concat", inputs: states, axis: 0 }, [time, units]);
    return [...this.#layers, { kind: "reshape", input: all, name: this.#layer.name, output }];
  }

  /** c′ = f·c + i·tanh(g), h = o·tanh(c′); without a state before, what depends on it is nothing. */
  #step(now: Tensor, state: Tensor | undefined, cell: Tensor | undefined): [Tensor, Tensor] {
    const { units, gate } = this.#layer;
    const sums = state ? this.#join("add", now, this.#fromState(state)) : now;
    const gates = this.#add({ kind: "slice", input: sums, begin: [0, 0] }, [1, 3 * units]);
    const parameters = gate === "HardSigmoid" ? { alpha: 0.2, beta: 0.5 } : {};
    const open = this.#add({ kind: "unary", what: gate, input: gates, parameters }, gates.shape);
    const [i, o, f] = [0, 1, 2].map((g) =>
      this.#add({ kind: "slice", input: open, begin: [0, g * units] }, [1, units]),
    ) as [Tensor, Tensor, Tensor];
    const rest = this.#add({ kind: "slice", input: sums, begin: [0, 3 * units] }, [1, units]);
    const fresh = this.#join("mul", i, this.#tanh(rest));
    const next = cell ? this.#join("add", this.#join("mul", f, cell), fresh) : fresh;
    return [this.#join("mul", o, this.#tanh(next)), next];
  }

  #fromState(state: Tensor): Tensor {
    const { units, state: weights } = this.#layer;
    const weight = this.#weight("r", [4 * units, units], weights);
    const bias = new Float32Array(4 * units);
    return this.#add({ kind: "dense", input: state, weight, bias, relu: false }, [1, 4 * units]);
  }

  #tanh(input: Tensor): Tensor {
    return this.#add({ kind: "unary", what: "Tanh", input, parameters: {} }, input.shape);
  }

  #join(what: "add" | "mul", input: Tensor, other: Tensor): Tensor {
    return this.#add({ kind: "join", what, input, other }, input.shape);
  }

  #weight(name: string, shape: readonly number[], data: Float32Array) {
    return { name: `${this.#layer.name}/${name}`, shape, data };
  }

  #add(parts: LayerParts, shape: readonly number[]): Tensor {
    const output = { name: `${this.#layer.name}/${this.#layers.length}`, shape };
    this.#layers.push({ ...parts, name: output.name, output } as Layer);
    return output;
  }
}
