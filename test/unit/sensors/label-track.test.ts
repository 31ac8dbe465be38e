import { expect, test } from "vitest";
import { labelTrack, stampedTrack } from "#sensors/label-track";

const event = (onset: number, duration: number, label: number) => ({
  onset,
  duration,
  label,
  name: "",
});

test("samples have the class of the event they lie in, of two the later, outside none", () => {
  const events = [event(0.2, 0.3, 1), event(0.4, 0.2, 2), event(0.9, 5, 0), event(7, 1, 3)];
  expect([...labelTrack(events, 10, 10)]).toEqual([-1, -1, 1, 1, 2, 2, -1, -1, -1, 0]);
});

test("an event without a duration labels nothing", () => {
  expect([...labelTrack([event(0.1, 0, 1)], 3, 10)]).toEqual([-1, -1, -1]);
});

test("samples have the class of the nearest row, beyond the last row its own", () => {
  const classes = [5, 6, 7];
  const track = stampedTrack(Float64Array.of(10, 10.25, 11), (row) => classes[row]!, 6, 4);
  expect([...track]).toEqual([5, 6, 6, 7, 7, 7]);
});
