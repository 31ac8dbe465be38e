import { expect, test } from "vitest";
import { newToken, sameToken } from "#web/token";

test("tokens can be typed, and are never the same", () => {
  const tokens = Array.from({ length: 1000 }, newToken);
  expect(new Set(tokens).size).toBe(1000);
  for (const token of tokens) expect(token).toMatch(/^[2-9a-hj-km-np-zo]{10}$/);
});

test("only the same token is the same", () => {
  const token = newToken();
  expect(sameToken(`${token}`, token)).toBe(true);
  for (const other of ["", token.slice(1), `${token} `, token.toUpperCase(), newToken()])
    expect(sameToken(other, token)).toBe(false);
});
