/** @file A phone's or a watch's own sensor, by `devicemotion` events. Sources: W3C Device Orientation and Motion. */
import type { MotionColumns, MotionQuantity } from "#live/motion-columns";

/** Asks for permission where the system wants that, which only works on a tap. */
export async function allowMotion(): Promise<boolean> {
  const events = DeviceMotionEvent as { requestPermission?: () => Promise<string> };
  return (await events.requestPermission?.().catch(() => "denied")) !== "denied";
}

/** Whether gravity points the other way: Apple's browsers do, and they alone ask for permission. */
export function upsideDown(): boolean {
  return typeof DeviceMotionEvent === "function" && "requestPermission" in DeviceMotionEvent;
}

type MotionEvent = Pick<
  DeviceMotionEvent,
  "acceleration" | "accelerationIncludingGravity" | "rotationRate"
>;

/** Channels of all inputs, in the units of {@link MotionColumns}; NaN where the device does not say. */
export function motionRow(event: MotionEvent, { quantities }: MotionColumns, turned: boolean) {
  return Float32Array.from(quantities.flatMap((each) => tripleOf(event, each, turned ? -1 : 1)));
}

function tripleOf(event: MotionEvent, quantity: MotionQuantity, sign: 1 | -1): number[] {
  const { rotationRate: rate, accelerationIncludingGravity, acceleration } = event;
  if (quantity === "rotation")
    return [rate?.alpha, rate?.beta, rate?.gamma].map((x) => x ?? Number.NaN); // about x, y, z
  const felt = quantity === "with-gravity" ? accelerationIncludingGravity : acceleration;
  return [felt?.x, felt?.y, felt?.z].map((x) => sign * (x ?? Number.NaN));
}
