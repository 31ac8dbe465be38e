/** @file Windows of one step of the head. A file of its own: the page must not load what records the step. */
export const headBatch = 16;
