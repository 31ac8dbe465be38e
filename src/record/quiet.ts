/** @file tf.js greets Node with a banner about its native backend; wristill has its own engine. */
import { env } from "@tensorflow/tfjs";

/** Keep tf.js from printing. */
export function quietTf(): void {
  env().set("PROD", true);
}
