import { expect, test } from "vitest";
import { Random } from "#core/random";

const momentsOf = (values: ArrayLike<number>) => {
  const all = Array.from(values);
  const moment = (power: number) => all.reduce((sum, x) => sum + x ** power, 0) / all.length;
  return { mean: moment(1), variance: moment(2), kurtosis: moment(4) };
};

test.each([
  [
    "normal",
    (random: Random, n: number) => Float32Array.from({ length: n }, () => random.normal()),
  ],
  ["normals", (random: Random, n: number) => random.normals(n)],
])("%s: mean 0, variance 1, fourth moment 3", (_, draw) => {
  const { mean, variance, kurtosis } = momentsOf(draw(new Random(5), 200_000));
  expect(mean).toBeCloseTo(0, 1);
  expect(Math.abs(mean)).toBeLessThan(0.01);
  expect(Math.abs(variance - 1)).toBeLessThan(0.02);
  expect(Math.abs(kurtosis - 3)).toBeLessThan(0.1);
});

test("normals: odd counts are filled, neighbours are independent, the seed decides", () => {
  const values = new Random(3).normals(100_001);
  expect(values.every((x) => x !== 0 && Math.abs(x) < 4)).toBe(true);
  const products = values.subarray(1).map((x, i) => x * values[i]!);
  expect(Math.abs(momentsOf(products).mean)).toBeLessThan(0.02);
  expect(new Random(3).normals(7)).toEqual(values.slice(0, 7));
});

test("a seed gives the numbers it always gave", () => {
  const random = new Random(3);
  const normals = [1.0749725103378296, -0.027804462239146233, 0.16952720284461975];
  expect([...random.normals(5)].slice(0, 3)).toEqual(normals);
  expect([...random.uniforms(2)]).toEqual([0.8215568661689758, 0.9895659685134888]);
  expect(random.uniform()).toBe(0.012134601612443618);
  expect(random.fork("🦶", 2).uniform()).toBe(0.7537987579896266);
  const many = new Random(3).normals(40_001); // more than there is room for
  expect([...many.slice(-2)]).toEqual([0.9303492903709412, -0.2913467586040497]);
});

test("addNormals: the data plus sigma times normals of the same seed, in place too", () => {
  const data = new Random(1).normals(7);
  const noise = new Random(2).normals(7);
  const expected = data.map((x, i) => x + 0.5 * noise[i]!);
  expect(new Random(2).addNormals(data, 0.5, new Float32Array(7))).toEqual(expected);
  expect(new Random(2).addNormals(data, 0.5, data)).toBe(data);
  expect(data).toEqual(expected);
});

test("uniforms: on [0, 1), each tenth as often, neighbours independent, the seed decides", () => {
  const values = new Random(3).uniforms(100_001);
  expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
  const counts = new Array<number>(10).fill(0);
  for (const x of values) counts[Math.floor(10 * x)]!++;
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500); // 5 standard deviations
  const products = values.subarray(1).map((x, i) => (x - 0.5) * (values[i]! - 0.5));
  expect(Math.abs(momentsOf(products).mean)).toBeLessThan(0.002);
  expect(new Random(3).uniforms(7)).toEqual(values.slice(0, 7));
});

test("seeds that are close give first numbers that are not", () => {
  const first = [1, 2, 3, 4].map((seed) => new Random(seed).uniform());
  expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(0.1);
});

test("a fork depends on the seed and the keys, not on what was drawn", () => {
  const random = new Random(9);
  const before = random.fork("a", 1).uniform();
  random.uniform();
  expect(random.fork("a", 1).uniform()).toBe(before);
  expect(random.fork("a", 2).uniform()).not.toBe(before);
  expect(random.fork("b", 1).uniform()).not.toBe(before);
});

test("a permutation holds every index once", () => {
  expect([...new Random(4).permutation(50)].sort((a, b) => a - b)).toEqual(
    Array.from({ length: 50 }, (_, i) => i),
  );
});
