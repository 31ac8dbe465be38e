/**
 * @file Rotations as 3 × 3 matrices, row-major. Axes: x to the person's right, y up, z backward (right-handed); angles
 * in radians, positive by the right-hand rule.
 */

export type Vector = readonly [number, number, number];
export type Rotation = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** About x: swings a hanging limb forward. */
export function aboutX(angle: number): Rotation {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [1, 0, 0, 0, c, -s, 0, s, c];
}

/** About y: turns left. */
export function aboutY(angle: number): Rotation {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c, 0, s, 0, 1, 0, -s, 0, c];
}

/** About z: lifts a hanging limb to the right. */
export function aboutZ(angle: number): Rotation {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  return [c, -s, 0, s, c, 0, 0, 0, 1];
}

/** The product of all, the last applied first. */
export function compose(first: Rotation, ...others: readonly Rotation[]): Rotation {
  return others.reduce(product, first);
}

function product(a: Rotation, b: Rotation): Rotation {
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return [
    a0 * b0 + a1 * b3 + a2 * b6,
    a0 * b1 + a1 * b4 + a2 * b7,
    a0 * b2 + a1 * b5 + a2 * b8,
    a3 * b0 + a4 * b3 + a5 * b6,
    a3 * b1 + a4 * b4 + a5 * b7,
    a3 * b2 + a4 * b5 + a5 * b8,
    a6 * b0 + a7 * b3 + a8 * b6,
    a6 * b1 + a7 * b4 + a8 * b7,
    a6 * b2 + a7 * b5 + a8 * b8,
  ];
}

/** R · v. */
export function rotate(r: Rotation, [x, y, z]: Vector): Vector {
  return [
    r[0] * x + r[1] * y + r[2] * z,
    r[3] * x + r[4] * y + r[5] * z,
    r[6] * x + r[7] * y + r[8] * z,
  ];
}

/** Rᵀ · v: a vector of the world in the frame that R turns. */
export function intoFrame(r: Rotation, [x, y, z]: Vector): Vector {
  return [
    r[0] * x + r[3] * y + r[6] * z,
    r[1] * x + r[4] * y + r[7] * z,
    r[2] * x + r[5] * y + r[8] * z,
  ];
}

/** a + b. */
export function plus(a: Vector, b: Vector): Vector {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}
