/** @file Figures of data sets as people read them. */
import { counted } from "#core/counted";
import { threeDigits } from "#report/format";

/** s → "41 s", "12.3 min", "3 h 53 min". */
export function span(seconds: number): string {
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 60) return `${minutes.toFixed(1)} min`;
  const whole = Math.round(minutes);
  return `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, "0")} min`;
}

export function people(count: number): string {
  return counted(count, "person", "people");
}

/** Three significant digits, without an exponent; a true minus. */
export function value(number: number): string {
  if (!Number.isFinite(number)) return "–";
  return String(Number(threeDigits(number))).replace("-", "−");
}

/** A share in percent; a trace of something is not nothing. */
export function shareText(part: number, all: number): string {
  if (part === 0) return "0";
  const percent = (100 * part) / all;
  return percent < 0.01 ? "< 0.01 %" : `${Number(percent.toPrecision(2))} %`;
}
