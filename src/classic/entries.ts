/** @file Every classic model, one line each, sorted. */
export { randomForest } from "./random-forest.ts";
export { ridge } from "./ridge.ts";
