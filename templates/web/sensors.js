/**
 * @file What the phone measures, in the units that models read: g, rad/s.
 */

const gravity = 9.80665; // m/s²
const degree = Math.PI / 180;

/** Safari counts acceleration the other way round than the specification and Android. */
const sign = /iPhone|iPad|iPod/.test(navigator.userAgent) ? -1 : 1;

/** @typedef {Record<string, Record<string, number | undefined>>} Readings by sensor and axis, as the manifest calls them */

/**
 * Browsers give rotation about x, y, z as alpha, beta, gamma; turn your phone about each once, to be sure of yours.
 * @param {DeviceMotionEvent} event
 * @returns {Readings}
 */
export function readingsOf({
  accelerationIncludingGravity: all,
  acceleration: body,
  rotationRate,
}) {
  const times = (/** @type {number | null | undefined} */ value, /** @type {number} */ factor) =>
    value === null || value === undefined ? undefined : value * factor;
  const inG = (/** @type {DeviceMotionEventAcceleration | null} */ a) => ({
    x: times(a?.x, sign / gravity),
    y: times(a?.y, sign / gravity),
    z: times(a?.z, sign / gravity),
  });
  return {
    accelerometer: inG(all),
    "linear-acceleration": inG(body),
    gyroscope: {
      x: times(rotationRate?.alpha, degree),
      y: times(rotationRate?.beta, degree),
      z: times(rotationRate?.gamma, degree),
    },
  };
}

/**
 * The values of a row; NaN where the phone measures none.
 * @param {Readings} readings
 * @param {import("./manifest.js").Manifest} manifest
 */
export function rowOf(readings, { channels }) {
  return channels.map(({ sensor, axis }) => readings[sensor]?.[axis] ?? Number.NaN);
}

/**
 * Calls back for every sample, with its time in s. iOS asks the person, and only where a button was pressed.
 * @param {(time: number, readings: Readings) => void} onSample
 */
export async function startSensors(onSample) {
  const asked = /** @type {{ requestPermission?: () => Promise<string> } | undefined} */ (
    /** @type {unknown} */ (globalThis.DeviceMotionEvent)
  );
  if (!asked)
    throw new Error("this browser has no motion sensors; phones give them over https only");
  if (asked.requestPermission && (await asked.requestPermission()) !== "granted") {
    throw new Error("motion sensors were not allowed");
  }
  addEventListener("devicemotion", (event) => onSample(event.timeStamp / 1000, readingsOf(event)));
}
