/** @file One run of the EEG demo: cued trials, and what the cap picks up meanwhile. */
import type { Random } from "#core/random";
import type { RecordingEvent } from "#core/signal";
import { cap, type Dipole, dipoleUnder, gains, wornCap } from "./head.ts";
import { areas, type BrainPerson, imageries } from "./person.ts";
import { moments, pinkNoise, plateau, rhythm, roughNoise } from "./waves.ts";

/** Hz */
export const sampleRate = 128;

/** s */
const trial = { fixation: 1.5, imagery: 3.5, pause: 1 } as const;
const trialSeconds = trial.fixation + trial.imagery + trial.pause;

/** How a cap sits and how the person feels on one day. */
export interface Session {
  readonly places: ReturnType<typeof wornCap>;
  /** Against the person's usual. */
  readonly skill: number;
  readonly noise: number;
}

export function drawSession(random: Random): Session {
  const angle = () => 0.05 * random.normal();
  return {
    places: wornCap([angle(), angle(), angle()]),
    skill: Math.exp(0.08 * random.normal()),
    noise: Math.exp(0.12 * random.normal()),
  };
}

/** A run with each imagery `trialsPerClass` times in random order: µV, `[time, electrode]`, and its cues. */
export function recordRun(
  person: BrainPerson,
  session: Session,
  trialsPerClass: number,
  random: Random,
): { readonly data: Float32Array; readonly events: readonly RecordingEvent[] } {
  const events = drawCues(trialsPerClass, random.fork("cues"));
  const steps = Math.round(events.length * trialSeconds * sampleRate);
  const data = new Float32Array(steps * cap.length);
  const add = (dipole: Dipole, wave: Float32Array, size: number) =>
    addSource(data, gains(dipole, session.places), wave, size);
  addMotor(add, person, session.skill, events, steps, random.fork("motor"));
  addBackground(add, person, session.noise, steps, random.fork("background"));
  addArtefacts(add, person, steps, random.fork("artefacts"));
  addNoise(data, random.fork("electrodes"));
  return { data, events };
}

type AddSource = (dipole: Dipole, wave: Float32Array, size: number) => void;

function drawCues(trialsPerClass: number, random: Random): readonly RecordingEvent[] {
  const order = random.permutation(trialsPerClass * imageries.length);
  return Array.from(order, (place, i) => {
    const label = place % imageries.length;
    const onset = i * trialSeconds + trial.fixation;
    return { onset, duration: trial.imagery, label, name: imageries[label]!.name };
  });
}

/** µ and β over the motor cortex, smaller or larger while a movement is imagined. */
function addMotor(
  add: AddSource,
  person: BrainPerson,
  today: number,
  events: readonly RecordingEvent[],
  steps: number,
  random: Random,
): void {
  const efforts = events.map(() => Math.max(0, 1 + 0.25 * random.normal()));
  for (const area of areas) {
    const envelope = new Float32Array(steps).fill(1);
    for (const [i, { onset, label, duration }] of events.entries()) {
      const change =
        imageries[label]!.response[area] * Math.min(0.97, person.skill * today * efforts[i]!);
      const begin = onset + person.reaction;
      const from = Math.round(onset * sampleRate);
      for (let t = from; t < Math.min(steps, from + trialSeconds * sampleRate); t++)
        envelope[t] =
          1 + change * plateau(t / sampleRate, begin, duration - person.reaction + 0.3, 0.4);
    }
    for (const wave of [person.mu, person.beta]) {
      const carrier = rhythm(steps, sampleRate, wave, random.fork(area, wave.frequency));
      add(
        person.motor[area],
        carrier.map((value, t) => value * envelope[t]!),
        wave.size[area],
      );
    }
  }
}

/** Sources all over the brain with a spectrum of 1/f, and the resting rhythm at the back of the head. */
function addBackground(
  add: AddSource,
  person: BrainPerson,
  noise: number,
  steps: number,
  random: Random,
): void {
  const count = 24;
  for (let i = 0; i < count; i++) {
    const direction = () => [random.normal(), random.normal(), Math.abs(random.normal())] as const;
    const unit = ([x, y, z]: readonly [number, number, number]) => {
      const length = Math.hypot(x, y, z);
      return [x / length, y / length, z / length] as const;
    };
    const dipole = dipoleUnder(unit(direction()), random.between(0.25, 0.6), direction());
    add(
      dipole,
      pinkNoise(steps, sampleRate, random.fork("pink", i)),
      noise * person.background * 0.5,
    );
  }
  for (const x of [-0.3, 0.3]) {
    const { frequency, size } = person.alpha;
    const wave = rhythm(steps, sampleRate, { frequency, width: 1.2 }, random.fork("alpha", x));
    add(dipoleUnder([x, -0.9, 0.31], 0.25), wave, size);
  }
}

/** Blinks (eyes, 90 µV and more) and tense jaws or temples (20 to 250 Hz, here up to the Nyquist frequency). */
function addArtefacts(add: AddSource, person: BrainPerson, steps: number, random: Random): void {
  const seconds = steps / sampleRate;
  const lids = new Float32Array(steps);
  for (const onset of moments(seconds, person.blinksPerMinute, random))
    addPulse(lids, onset, random.between(0.25, 0.4), 0.12, random.between(0.7, 1.5));
  for (const x of [-0.3, 0.3]) add({ position: [x, 0.85, -0.4], moment: [0, 0.5, 0.85] }, lids, 75);
  for (const side of [-1, 1]) {
    const tension = new Float32Array(steps);
    for (const onset of moments(seconds, person.tensionsPerMinute, random))
      addPulse(tension, onset, random.between(0.5, 2.5), 0.2, random.between(0.5, 1.5));
    const wave = roughNoise(steps, random.fork("muscle", side)).map((x, t) => x * tension[t]!);
    add(dipoleUnder([0.98 * side, 0.1, -0.15], 0.05), wave, 18);
  }
}

function addPulse(
  wave: Float32Array,
  onset: number,
  length: number,
  rise: number,
  size: number,
): void {
  const end = Math.min(wave.length, Math.ceil((onset + length) * sampleRate));
  for (let t = Math.ceil(onset * sampleRate); t < end; t++)
    wave[t]! += size * plateau(t / sampleRate, onset, length, rise);
}

function addSource(data: Float32Array, gain: Float64Array, wave: Float32Array, size: number): void {
  const scaled = Float32Array.from(gain, (value) => value * size);
  for (let t = 0, at = 0; t < wave.length; t++) {
    const value = wave[t]!;
    if (value === 0) at += scaled.length;
    else for (let e = 0; e < scaled.length; e++) data[at++]! += scaled[e]! * value;
  }
}

/** Of the amplifier (1 µV), and of the mains (50 Hz), stronger at some electrodes. */
function addNoise(data: Float32Array, random: Random): void {
  const white = random.normals(data.length);
  const hum = cap.map(() => 0.8 * Math.abs(random.normal()));
  for (let i = 0; i < data.length; i++) {
    const time = Math.floor(i / cap.length) / sampleRate;
    data[i]! += white[i]! + hum[i % cap.length]! * Math.sin(2 * Math.PI * 50 * time);
  }
}
