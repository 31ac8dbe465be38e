/** @file Whether the page could be seen: browsers slow down what nobody looks at. */

export interface Visibility {
  /** Whether it was out of sight since this was last asked. */
  readonly wasHidden: () => boolean;
  /** Until it can be seen. */
  readonly seen: () => Promise<void>;
}

export function visibility(page: Document): Visibility {
  let hidden = false;
  const isHidden = () => page.visibilityState === "hidden";
  page.addEventListener("visibilitychange", () => {
    hidden ||= isHidden();
  });
  return {
    wasHidden() {
      const was = hidden || isHidden();
      hidden = false;
      return was;
    },
    async seen() {
      while (isHidden()) {
        await new Promise((resolve) => {
          page.addEventListener("visibilitychange", resolve, { once: true });
        });
      }
    },
  };
}
