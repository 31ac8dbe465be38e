/**
 * @file The sensor's last window, drawn.
 */

const colours = ["#0b6bcb", "#d9622b", "#2a9d5c", "#8a56c9", "#c2377e", "#7d7a12"];

/**
 * @param {HTMLCanvasElement} canvas
 * @param {import("./manifest.js").Manifest} manifest
 * @returns {(row: ArrayLike<number>) => void} takes each sample
 */
export function drawTrace(canvas, { window: steps, channels }) {
  /** @type {number[][]} */
  const rows = [];
  let drawn = true;
  const draw = () => {
    drawn = true;
    const scale = devicePixelRatio;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const values = rows.flat().filter(Number.isFinite);
    const [low, high] = [Math.min(-1, ...values), Math.max(1, ...values)];
    context.lineWidth = 1.5 * scale;
    for (let c = 0; c < channels.length; c++) {
      context.strokeStyle = colours[c % colours.length];
      context.beginPath();
      for (const [i, row] of rows.entries()) {
        const x = (i / (steps - 1)) * canvas.width;
        context.lineTo(x, (0.05 + (0.9 * (high - row[c])) / (high - low)) * canvas.height);
      }
      context.stroke();
    }
  };
  return (row) => {
    rows.push(Array.from(row));
    if (rows.length > steps) rows.shift();
    if (drawn) requestAnimationFrame(draw);
    drawn = false;
  };
}
