/** @file The secret of a page's address: short enough to be typed on a watch. */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 32 characters that nobody confuses; no upper case, which keyboards of watches make tedious. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyzo";

/** 50 bits: 10¹⁵ guesses, of which a server lets a hundred a second through. */
const length = 10;

/** A new secret, from the system's randomness: no seed can guess it. */
export function newToken(): string {
  return [...randomBytes(length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

/** Takes equally long wherever the two differ. */
export function sameToken(given: string, token: string): boolean {
  const [a, b] = [given, token].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(a!, b!);
}
