/** @file What all recursive filters let a person choose. */
import type { FilterForm } from "#sensors/filter";

export interface FilterOptions {
  readonly order: number;
  /** `forward`: a device can repeat it, and it delays; `zero-phase`: no delay, but the whole recording must be there. */
  readonly form: FilterForm;
}

export const filterOptions: FilterOptions = { order: 4, form: "forward" };

export const isForward = ({ form }: Pick<FilterOptions, "form">): boolean => form === "forward";
