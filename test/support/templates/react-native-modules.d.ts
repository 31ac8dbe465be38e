/** What the React Native app uses of packages that are too large to install for a type-check. */
declare module "expo-asset" {
  export const Asset: {
    loadAsync(module: number): Promise<{ readonly localUri: string | null }[]>;
  };
}
declare module "expo-sensors" {
  interface Measurement {
    x: number;
    y: number;
    z: number;
    timestamp: number;
  }
  interface Sensor {
    setUpdateInterval(ms: number): void;
    addListener(listener: (measurement: Measurement) => void): { remove(): void };
  }
  export const Accelerometer: Sensor;
  export const Gyroscope: Sensor;
}
declare module "onnxruntime-react-native" {
  export { InferenceSession, Tensor } from "onnxruntime-web";
}
declare module "react" {
  export function useEffect(effect: () => () => void, dependencies: readonly unknown[]): void;
  export function useState<T>(first: T): [T, (next: T) => void];
}
declare module "react/jsx-runtime" {
  export namespace JSX {
    type Element = object;
    type ElementType = (props: never) => Element;
    interface ElementChildrenAttribute {
      children: unknown;
    }
  }
}
declare module "react-native" {
  type Style = Readonly<Record<string, unknown>>;
  interface Props {
    readonly style?: Style | readonly Style[];
    readonly children?: unknown;
  }
  export function Text(props: Props): object;
  export function View(props: Props): object;
  export function useColorScheme(): "light" | "dark" | null;
  export const Platform: { readonly OS: string };
  export const StyleSheet: { create<T>(styles: T): T };
}
