/** @file The newest seconds of a sensor, drawn on a canvas. */

const colors = ["--first", "--second", "--third"];

/** Rows that came last, oldest first. */
export class Traces {
  readonly #canvas: HTMLCanvasElement;
  readonly #seconds: number;
  #names: readonly string[] = [];
  #rows: { readonly time: number; readonly values: readonly number[] }[] = [];
  #due = false;

  constructor(canvas: HTMLCanvasElement, seconds: number) {
    this.#canvas = canvas;
    this.#seconds = seconds;
  }

  /** @param names Of the panels, one for every three channels. */
  begin(names: readonly string[]): void {
    this.#names = names;
    this.#canvas.style.height = `${Math.max(190, 84 * names.length)}px`;
    this.#rows = [];
    this.#draw();
  }

  add(time: number, values: ArrayLike<number>): void {
    this.#rows.push({ time, values: Array.from(values) });
    const oldest = time - this.#seconds;
    if (this.#rows[0]!.time < oldest - 1)
      this.#rows = this.#rows.filter((row) => row.time >= oldest);
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    this.#due = false;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const sharp = devicePixelRatio;
    if (this.#canvas.width !== width * sharp) this.#canvas.width = width * sharp;
    if (this.#canvas.height !== height * sharp) this.#canvas.height = height * sharp;
    const context = this.#canvas.getContext("2d")!;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, width, height);
    const channels = this.#rows[0]?.values.length ?? 0;
    const panels = Math.ceil(channels / colors.length);
    for (let panel = 0; panel < panels; panel++) {
      const top = (panel * height) / panels;
      this.#panel(context, panel, { top, width, height: height / panels });
    }
  }

  #panel(
    context: CanvasRenderingContext2D,
    panel: number,
    { top, width, height }: { top: number; width: number; height: number },
  ): void {
    const first = panel * colors.length;
    const shown = this.#rows.map(({ values }) => values.slice(first, first + colors.length));
    const [low, high] = rangeOf(shown.flat());
    const latest = this.#rows.at(-1)!.time;
    const style = getComputedStyle(this.#canvas);
    context.fillStyle = style.getPropertyValue("--muted");
    context.font = "12px system-ui, sans-serif";
    context.fillText(this.#names[panel] ?? "", 0, top + 12);
    const y = (value: number) => top + height - 4 - ((value - low) / (high - low)) * (height - 8);
    for (const [channel, color] of colors.entries()) {
      context.strokeStyle = style.getPropertyValue(color);
      context.lineWidth = 1.6;
      context.beginPath();
      for (const [i, { time }] of this.#rows.entries()) {
        const value = shown[i]![channel];
        if (value === undefined || Number.isNaN(value)) continue;
        context.lineTo(width - ((latest - time) / this.#seconds) * width, y(value));
      }
      context.stroke();
    }
  }
}

/** With a little room where nothing moves. */
function rangeOf(values: readonly number[]): readonly [number, number] {
  const known = values.filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const room = Math.max(0, 0.5 - (high - low)) / 2;
  return known.length === 0 ? [0, 1] : [low - room, high + room];
}
