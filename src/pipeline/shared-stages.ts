/** @file What several want at once is made once; the others wait for it. */
import { type ViewKeeping, ViewStore } from "#distill/view-store";
import type { Slots } from "./slots.ts";
import type { FinishedStage, StageKeeping } from "./stage-store.ts";

/** The store, for tasks that run side by side, each in one of the places. */
export function sharedStages(store: StageKeeping, slots: Slots): StageKeeping {
  const making = new Map<string, Promise<FinishedStage>>();
  return {
    folder: store.folder,
    async stage(spec, produce) {
      const path = spec.path ?? spec.name;
      for (let other = making.get(path); other; other = making.get(path))
        await slots.lend(other.catch(() => undefined)); // what became of it is on disk
      const own = store.stage(spec, produce);
      making.set(path, own);
      try {
        return await own;
      } finally {
        making.delete(path);
      }
    },
  };
}

/** Bytes of teachers' outputs to keep for those to come: the maps of one seed's teachers, as a rule. */
const mostViews = 2 * 2 ** 30;

/** The same for teachers' outputs. */
export function sharedViews(
  slots: Slots,
  store: ViewKeeping = new ViewStore(mostViews),
): ViewKeeping {
  return {
    get(key, compute) {
      let own = false;
      const views = store.get(key, () => {
        own = true;
        return compute();
      });
      return own ? views : slots.lend(views);
    },
  };
}
