/**
 * @file One line of text: sensor → stream → label. Everything stays on the phone.
 */
import { Asset } from "expo-asset";
import * as ort from "onnxruntime-react-native";
import { useEffect, useState } from "react";
import { StyleSheet, Text, useColorScheme, View } from "react-native";
import { ActivityStream } from "./activity-stream.js";
import { check } from "./check.js";
import type { Manifest, Vectors } from "./manifest";
import { openModel } from "./run-model.js";
import { startSensors } from "./sensors";

const manifest = require("./manifest.json") as Manifest;
const vectors = require("./vectors.json") as Vectors;

/** Resolves with a function that stops the sensors. */
async function recognise(show: (label: string, detail: string) => void): Promise<() => void> {
  const [asset] = await Asset.loadAsync(require("./model.onnx"));
  const run = await openModel(ort, asset?.localUri ?? "", manifest);

  // Does this phone compute what was exported? Once is enough; take it out when you know.
  const { problems } = await check(manifest, vectors, run);
  if (problems[0] !== undefined) throw new Error(problems[0]);

  const stream = new ActivityStream(manifest, run, (answer) => {
    const { label, confidence, latency, skipped } = answer;
    const left = skipped > 0 ? ` · ${skipped} windows left out: the model is slow` : "";
    show(label, `${Math.round(100 * confidence)} % sure · ${latency.toFixed(1)} ms${left}`);
  });
  return startSensors(manifest, (time, row) => stream.push(time, row));
}

export default function App() {
  const [[label, detail], show] = useState(["…", ""]);
  const dark = useColorScheme() === "dark";
  useEffect(() => {
    const stopped = recognise((...text) => show(text)).catch((error: unknown) => {
      show(["", String(error)]);
      return () => {};
    });
    return () => void stopped.then((stop) => stop());
  }, []);
  return (
    <View style={[styles.page, { backgroundColor: dark ? "#131416" : "#f7f7f5" }]}>
      <Text style={[styles.label, { color: dark ? "#eceef0" : "#16181b" }]}>{label}</Text>
      <Text style={{ color: dark ? "#a0a6ad" : "#5c6268" }}>{detail}</Text>
    </View>
  );
}

const styles = StyleSheet.create({
  page: { flex: 1, alignItems: "center", justifyContent: "center", gap: 8, padding: 20 },
  label: { fontSize: 40, fontWeight: "700", textAlign: "center" },
});
