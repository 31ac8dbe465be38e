/** @file What people type, by command. */

export const examples: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  wristill: [
    ["wristill run", "the demo: from recordings to a quantized student and a report"],
    ["wristill init", "write a configuration to start from"],
    ["wristill run wristill.yaml --seeds 5", "your own, with an interval that means something"],
  ],
  run: [
    ["wristill run", "the demo"],
    ["wristill run my.yaml --seeds 10 --method pskd", "ten trainings, one method"],
    ["wristill run my.yaml --json > result.json", "for machines"],
  ],
  compare: [
    ["wristill compare my.yaml --methods none,kd:fuse,pskd --seeds 5", "choose on validation"],
    ["wristill compare my.yaml --methods none,pskd --seeds 10 --part test", "then look once"],
    [
      'wristill compare a.yaml b.yaml --methods none,kd --students "ds-cnn1d,gru(units=16)" --jobs 2',
      "two data sets, two students, two trainings at a time",
    ],
  ],
  fit: [
    ["wristill fit my.yaml --bytes 16kB --latency 1ms", "every student, three widths, two methods"],
    [
      "wristill fit my.yaml --bytes 8kB --students cnn1d-tiny,ds-cnn1d --widths 0.5,0.7,1 --jobs 2",
      "two architectures, two trainings at a time",
    ],
  ],
  quantize: [
    ["wristill quantize model.onnx --calibrate windows.npz", "measure every scheme, keep the best"],
    [
      "wristill quantize model.onnx --calibrate my.yaml --prefer size --max-loss 0.5",
      "the smallest that loses at most half a point",
    ],
    [
      "wristill quantize model.onnx --calibrate windows/ --scheme static-int8 --target wasm",
      "one scheme, for a browser",
    ],
  ],
  export: [
    ["wristill export model.onnx --to c --calibrate windows.npz", "C99 for a microcontroller"],
    [
      "wristill export model.onnx --to tflite",
      "TensorFlow Lite, for Android or a board with Linux",
    ],
    [
      "wristill export model.onnx --app web --calibrate windows.npz --out my-app",
      "a page that recognises live; also node, react-native, android, ios",
    ],
    [
      "wristill export torch.onnx --describe about.yaml --to onnx --out model.onnx",
      "a model from PyTorch that says what it reads, for apps, streams and pages",
    ],
    ["wristill export model.onnx --to ops", "what an onnxruntime build must have for it"],
  ],
  verify: [
    ["wristill verify model.onnx", "sound or not, and what each layer costs"],
    ["wristill verify model.onnx --json", "for machines"],
  ],
  stream: [
    ["wristill stream model.onnx --samples walk.csv", "what the person did, and when"],
    [
      "wristill stream model.onnx --samples watch.csv --columns ax,ay,az --time t --time-unit ms --units m/s²",
      "columns, clock and units of another app",
    ],
    [
      'read-sensor | wristill stream model.onnx --smoothing "majority(windows=3)" --every',
      "live, from standard input, each window",
    ],
  ],
  bench: [
    ["wristill bench model.onnx --target cpu,wasm", "latency, start, memory, on noise"],
    [
      "wristill bench model.onnx model.int8.onnx --data windows.npz",
      "which is faster, which is right",
    ],
    ["wristill bench model.onnx --batch 1,8,32 --threads 1..4", "throughput"],
    ["wristill bench model.onnx --target chromium --throttle 4,6", "in a browser, and slowed"],
    ["wristill bench model.onnx --target device --host 0.0.0.0", "on phones and watches nearby"],
    ["wristill bench new.onnx --compare old.onnx --fail-if-slower 10%", "for CI"],
  ],
  live: [
    ["wristill live runs/demo", "the model of a run, with people of its test part to play"],
    ["wristill live model.onnx --out site", "files for a web server with HTTPS, for phones"],
  ],
  "study wear-aug-kd": [
    ["wristill study wear-aug-kd my.yaml --seeds 3 --jobs 2", "36 pairs, two modes, three seeds"],
    [
      "wristill study wear-aug-kd my.yaml --strategies original,noise,mix1 --modes full",
      "some of them",
    ],
  ],
  "study sweet-spot": [
    ["wristill study sweet-spot my.yaml --seeds 3 --jobs 2", "one row per cell"],
    [
      "wristill study sweet-spot my.yaml --batches 16,64 --epochs 10,40 --refine --test",
      "a coarse grid, then around its best, then the test part once",
    ],
  ],
  "data get": [
    ["wristill data get uci-har", "into the user's cache, where it is found by name"],
    ["wristill data get uci-har --to data/uci-har", "somewhere else"],
  ],
  "data inspect": [
    ["wristill data inspect demo", "people, classes, minutes, ranges, what to look at"],
    ["wristill data inspect my-recordings --html data.html", "your own, with pictures"],
    ["wristill data inspect hmp --path downloads/HMP --json", "for machines"],
  ],
  "data preview": [
    ['wristill data preview demo --augment "jitter,time-warp(sigma=0.4)"', "as lines of text"],
    ["wristill data preview my.yaml --html preview.html", "the configuration's own chain, drawn"],
  ],
  list: [
    ["wristill list methods", "one kind"],
    ["wristill list --json", "everything, for machines"],
  ],
  report: [["wristill report runs/demo", "write report.html again"]],
  init: [["wristill init my.yaml", "then edit it, then `wristill run my.yaml`"]],
};
