/** @file Our best fp32, which others are compared with: the form of its convolutions that is faster. */
import { type ConvForm, convFormOf, inConvForm, otherConvForm } from "#export/conv-form";
import type { Graph } from "#graph/graph";
import { encodeModel } from "#graph/protobuf";

export interface FloatForm {
  readonly form: ConvForm;
  readonly bytes: Uint8Array;
}

/** The file as it is, and with its convolutions in the other form, where they have one. */
export function floatForms(graph: Graph, bytes: Uint8Array): readonly FloatForm[] {
  const own = { form: convFormOf(graph), bytes };
  const other = otherConvForm(graph);
  return other ? [own, { form: other, bytes: encodeModel(inConvForm(graph, other)) }] : [own];
}

export interface FasterForm {
  readonly form: ConvForm;
  /** Time of the other form as a share of this one's. */
  readonly other: number;
}

/** @param times Of the forms, in their order. */
export function fastestOf(
  forms: readonly FloatForm[],
  times: readonly { readonly p50: number }[],
): { readonly p50: number; readonly conv: FasterForm } {
  const medians = forms.map((_, i) => times[i]!.p50);
  const p50 = Math.min(...medians);
  const { form } = forms[medians.indexOf(p50)]!;
  return { p50, conv: { form, other: Math.max(...medians) / p50 } };
}
