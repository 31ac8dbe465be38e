/** before: x ─ LSTM, GRU ─ y        after: x ─ dense ─ (slice, gates, state) · time ─ concat ─ y */
import type { LayerParts } from "./builder.ts";
import type { GatedRecurrent, Layer, Program, Recurrent, Tensor } from "./program.ts";

/** Recurrent layers step by step, for formats that have no such layer. */
export function unroll(program: Program): Program {
  const layers = program.layers.flatMap((layer) => {
    if (layer.kind === "lstm") return new UnrolledLstm(layer).layers();
    return layer.kind === "gru" ? new UnrolledGru(layer).layers() : [layer];
  });
  return { ...program, layers };
}

/** What is seen of the input in all steps, then one step after the other. */
abstract class Unrolled<L extends GatedRecurrent | Recurrent> {
  readonly #layers: Layer[] = [];
  readonly layer: L;

  constructor(layer: L) {
    this.layer = layer;
  }

  /** The state after a step that sees `now`, `[1, gate · unit]`. */
  protected abstract step(now: Tensor, state: Tensor | undefined): Tensor;

  /** Of the input's product with its weights. */
  protected abstract get bias(): Float32Array;

  layers(): readonly Layer[] {
    const { input, output, weight, units, backwards, name } = this.layer;
    const [time, , inputs] = input.shape as [number, number, number];
    const rows = this.add({ kind: "reshape", input }, [time, inputs]);
    const seen = this.dense("w", rows, weight, this.bias);
    const states: Tensor[] = [];
    let state: Tensor | undefined;
    for (let t = 0; t < time; t++) {
      const at = backwards ? time - 1 - t : t;
      const now = this.add({ kind: "slice", input: seen, begin: [at, 0] }, [1, this.bias.length]);
      state = this.step(now, state);
      states[at] = state;
    }
    const all = this.add({ kind: "concat", inputs: states, axis: 0 }, [time, units]);
    return [...this.#layers, { kind: "reshape", input: all, name, output }];
  }

  /** `[row, output]` with weights `[output, input]`. */
  protected dense(name: string, input: Tensor, data: Float32Array, bias: Float32Array): Tensor {
    const [rows, inputs] = input.shape as [number, number];
    const weight = { name: `${this.layer.name}/${name}`, shape: [bias.length, inputs], data };
    return this.add({ kind: "dense", input, weight, bias, relu: false }, [rows, bias.length]);
  }

  /** Columns from gate `from` on, of so many gates. */
  protected gates(input: Tensor, from: number, count: number): Tensor {
    const { units } = this.layer;
    return this.add({ kind: "slice", input, begin: [0, from * units] }, [1, count * units]);
  }

  protected open(input: Tensor): Tensor {
    const { gate } = this.layer;
    const parameters = gate === "HardSigmoid" ? { alpha: 0.2, beta: 0.5 } : {};
    return this.add({ kind: "unary", what: gate, input, parameters }, input.shape);
  }

  protected tanh(input: Tensor): Tensor {
    return this.add({ kind: "unary", what: "Tanh", input, parameters: {} }, input.shape);
  }

  protected join(what: "add" | "mul" | "sub", input: Tensor, other: Tensor): Tensor {
    return this.add({ kind: "join", what, input, other }, input.shape);
  }

  protected add(parts: LayerParts, shape: readonly number[]): Tensor {
    const output = { name: `${this.layer.name}/${this.#layers.length}`, shape };
    this.#layers.push({ ...parts, name: output.name, output } as Layer);
    return output;
  }
}

/** c′ = f·c + i·tanh(g), h = o·tanh(c′); without a state before, what depends on it is nothing. */
class UnrolledLstm extends Unrolled<Recurrent> {
  #cell: Tensor | undefined;

  protected get bias(): Float32Array {
    return this.layer.bias;
  }

  protected step(now: Tensor, state: Tensor | undefined): Tensor {
    const none = new Float32Array(this.bias.length);
    const sums = state
      ? this.join("add", now, this.dense("r", state, this.layer.state, none))
      : now;
    const open = this.open(this.gates(sums, 0, 3));
    const [i, o, f] = [0, 1, 2].map((g) => this.gates(open, g, 1)) as [Tensor, Tensor, Tensor];
    const fresh = this.join("mul", i, this.tanh(this.gates(sums, 3, 1)));
    this.#cell = this.#cell ? this.join("add", this.join("mul", f, this.#cell), fresh) : fresh;
    return this.join("mul", o, this.tanh(this.#cell));
  }
}

/** h′ = h̃ + z·(h − h̃), with h̃ = tanh(x + (r·h)·R) or, reset after, tanh(x + r·(h·R + b)). */
class UnrolledGru extends Unrolled<GatedRecurrent> {
  protected get bias(): Float32Array {
    const { bias, stateBias, units, resetAfter } = this.layer;
    return bias.map((b, i) => (resetAfter && i >= 2 * units ? b : b + stateBias[i]!));
  }

  protected step(now: Tensor, state: Tensor | undefined): Tensor {
    const { units, state: weights } = this.layer;
    const seen = this.gates(now, 0, 2);
    const none = new Float32Array(2 * units);
    const gates = weights.subarray(0, 2 * units * units);
    const open = this.open(
      state ? this.join("add", seen, this.dense("r", state, gates, none)) : seen,
    );
    const [z, r] = [this.gates(open, 0, 1), this.gates(open, 1, 1)];
    const fresh = this.tanh(this.#candidate(this.gates(now, 2, 1), r, state));
    if (!state) return this.join("sub", fresh, this.join("mul", z, fresh));
    return this.join("add", fresh, this.join("mul", z, this.join("sub", state, fresh)));
  }

  #candidate(seen: Tensor, r: Tensor, state: Tensor | undefined): Tensor {
    const { units, state: all, stateBias, resetAfter, name } = this.layer;
    const weights = all.subarray(2 * units * units);
    const bias = stateBias.subarray(2 * units);
    if (!resetAfter && !state) return seen;
    if (!resetAfter) {
      const kept = this.join("mul", r, state!);
      return this.join("add", seen, this.dense("rh", kept, weights, new Float32Array(units)));
    }
    const told = state
      ? this.dense("rh", state, weights, bias)
      : { name: `${name}/bias`, shape: [units], data: bias };
    return this.join("add", seen, this.join("mul", r, told));
  }
}
