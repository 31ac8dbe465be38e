/** @file What a kind of app declares. */
import type { Entry } from "#core/registry";

export interface AppKind extends Entry {
  /** Folders of `templates/` that are copied into the bundle, one over the other. */
  readonly templates: readonly string[];
  /** Whether its code runs the library's own modules for what becomes of rows; they are copied into `processing/`. */
  readonly processes: boolean;
  /** Folder of the bundle that holds the model, its manifest and its vectors; "": the bundle itself. */
  readonly assets: string;
}

/** Declares a kind; exists so that its type is checked where it is written. */
export function defineApp(kind: AppKind): AppKind {
  return kind;
}
