/** @file Standard gravity: what divides m/s² to become g. */

/** m/s² */
export const standardGravity = 9.80665;
