/** The parts of jStat in use; the package has no types of its own. */
declare module "jstat" {
  const jStat: {
    readonly studentt: {
      /** The quantile at probability `p`. */
      inv(p: number, degreesOfFreedom: number): number;
    };
    readonly normal: {
      cdf(x: number, mean: number, sd: number): number;
    };
    readonly chisquare: {
      cdf(x: number, degreesOfFreedom: number): number;
    };
    /** The studentized range of so many means. */
    readonly tukey: {
      inv(p: number, means: number, degreesOfFreedom: number): number;
    };
  };
  export = jStat;
}
