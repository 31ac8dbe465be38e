/**
 * @file Property tests draw the same cases in every run, so that a failure is due to the change at hand.
 * `WRISTILL_TEST_SEED=42 npm test` draws others.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.WRISTILL_TEST_SEED ?? 1) });
