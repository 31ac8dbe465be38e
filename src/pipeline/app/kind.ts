/** @file What a kind of app declares. */
import type { Entry } from "#core/registry";

export interface AppKind extends Entry {
  /** Folders of `templates/` that are copied into the bundle, one over the other. */
  readonly templates: readonly string[];
  /** Who processes rows: modules of this package, copied into `processing/`; or code of its own, by numbers alone. */
  readonly processing: "library" | "own";
  /** Folder of the bundle that holds the model, its manifest and its vectors; "": the bundle itself. */
  readonly assets: string;
}

/** Declares a kind; exists so that its type is checked where it is written. */
export function defineApp(kind: AppKind): AppKind {
  return kind;
}
