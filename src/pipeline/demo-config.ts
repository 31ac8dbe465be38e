/** @file The configuration of the demo, with comments: what `wristill run` takes without a file and `wristill init` writes. */

/** YAML. */
export const demoConfig = `# wristill: from recordings to a quantized, benchmarked student.
# Keys left out have sensible defaults; \`wristill list\` names what can stand behind "name" and "network".
name: demo
seeds: [1] # one full training per seed; 5 or more make a comparison worth believing

data:
  dataset: demo # synthetic: a moving skeleton and the accelerometer on its right wrist
  options: { subjects: 16, takes: 4 }
  # path: my-recordings # for data sets that are read from files: a folder or a zip archive
  window: { whole: true } # one window per recording; or { seconds: 2.56, overlap: 0.5 }
  modalities:
    acc: { steps: 128 } # what the watch has
    skeleton: { steps: 64, prepare: { velocity: true } } # what only the laboratory has
  split: { test: 5, validation: 2 } # counts, shares or lists of subjects; nobody is in two parts

augment: # on training windows only
  - { name: jitter, probability: 0.5, options: { sigma: 0.05 } }
  - { name: scaling, probability: 0.5 }
  - { name: time-warp, probability: 0.5 }

teachers: # large networks, by role
  skel: { network: skel-tcn, inputs: [skeleton], options: { depth: 10, width: 2 } }
  fuse: { network: fuse, inputs: [skeleton, acc], options: { depth: 10, width: 2 } }

student: { network: cnn1d-tiny, inputs: [acc] } # the network that must fit

method: { name: pskd } # how the student learns from the teachers

train:
  teacher: { epochs: 20, batchSize: 32, learningRate: 0.001 }
  # teacherViews: what the teachers say of 30 augmented versions of each window is computed once and kept
  student: { epochs: 80, batchSize: 32, learningRate: 0.002, teacherViews: 30 }

# the smallest file that loses at most half a point on validation people; prefer: speed for the fastest; null leaves it out
quantize: { scheme: auto, target: auto, prefer: size, ranges: mse, calibrationWindows: 512 }
export: { conv: 2d, opset: 17 }
benchmark: { targets: [cpu, wasm], runs: 1000, warmup: 50, threads: 1 }
robustness: { forearm: y } # accuracy under noise, gaps, a turned strap; the axis that lies along the forearm
`;
