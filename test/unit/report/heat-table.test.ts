import { expect, test } from "vitest";
import { heatTable } from "#report/heat-table";

const cell = (value: number) => ({ value, text: value.toFixed(1) });

test("the smallest value has no heat, the largest all of it; what was not measured has no ground", () => {
  const { text } = heatTable({
    corner: "batch \\ epochs",
    columns: ["10", "30"],
    rows: [
      { name: "16", cells: [cell(1), cell(3)] },
      { name: "<32>", note: "refined", cells: [{ ...cell(5), aside: "± 1", chosen: true }, null] },
    ],
  });
  const heats = [...text.matchAll(/--heat:(\d+)%/g)].map(([, heat]) => Number(heat));
  expect(heats).toEqual([0, 50, 100]);
  expect(text).toContain('<td class="chosen" style="--heat:100%">5.0<span class="spread">± 1');
  expect(text).toContain('<td class="empty">–</td>');
  expect(text).toContain('&lt;32&gt;<span class="note">refined</span>');
});

test("tables side by side may share a range; equal values have no heat", () => {
  const rows = [{ name: "a", cells: [cell(2), cell(2)] }];
  const table = { corner: "", columns: ["x", "y"], rows };
  expect(heatTable(table).text.match(/--heat:0%/g)).toHaveLength(2);
  expect(heatTable({ ...table, range: [0, 4] }).text.match(/--heat:50%/g)).toHaveLength(2);
});
