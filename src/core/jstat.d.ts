/** The parts of jStat in use; the package has no types of its own. */
declare module "jstat" {
  interface Distribution {
    /** The quantile at probability `p`. */
    inv(p: number, degreesOfFreedom: number): number;
  }
  const jStat: { readonly studentt: Distribution };
  export = jStat;
}
