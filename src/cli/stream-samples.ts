/** @file Rows of a table → a live stream's labels. */
import { aboutFile } from "#core/about-file";
import { createSession } from "#runtime/ort";
import { requireModestFile } from "#runtime/require-modest-file";
import {
  ActivityStream,
  type ActivityStreamOptions,
  type StreamFigures,
} from "#stream/activity-stream";
import { rowFormat } from "#stream/row-format";
import { streamModel } from "#stream/stream-model";
import { sampleRows } from "./sample-rows.ts";
import {
  columnsOf,
  type StreamArguments,
  streamOptions,
  timesPerSecond,
} from "./stream-options.ts";

export type Told = Pick<ActivityStreamOptions, "onWindow" | "onActivity" | "onGap">;

/** Rows without times come at `--rate`, or else at the rate that the model's signals were measured at. */
export async function streamSamples(
  bytes: Uint8Array,
  lines: AsyncIterable<string>,
  args: StreamArguments & { readonly model: string; readonly samples: string },
  told: Told,
): Promise<StreamFigures> {
  const model = await aboutFile(args.model, () => streamModel(bytes));
  const settings = streamOptions(args, model);
  const perSecond = timesPerSecond(args);
  await aboutFile(args.model, () => requireModestFile(bytes, createSession));
  const session = await createSession(bytes, { name: args.model });
  const fallback = settings.sampleRate ?? rowFormat(Object.values(model.inputs)[0]!).sampleRate;
  const open = (sampleRate: number | undefined) =>
    new ActivityStream({
      ...settings,
      ...told,
      ...{ model, session, sampleRate, now: () => performance.now() },
    });
  let stream: ActivityStream | undefined;
  let row = 0;
  for await (const { time, values } of sampleRows(lines, args.samples, columnsOf(args, model))) {
    stream ??= open(time === undefined ? fallback : settings.sampleRate);
    await stream.push(time === undefined ? row / fallback : time / perSecond, values);
    row++;
  }
  const figures = await (stream ?? open(fallback)).end();
  await session.release();
  return figures;
}
