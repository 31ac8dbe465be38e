/** A configuration whose networks are trained in a moment. */
export const tinyGrid = `
name: tiny
data:
  dataset: demo
  options: { subjects: 4, takes: 1 }
  modalities: { acc: { steps: 16 } }
  split: { test: 1, validation: 1 }
teachers:
  acc: { network: cnn1d-tiny, inputs: [acc], options: { filters: [2, 2, 2] } }
student: { network: cnn1d-tiny, inputs: [acc], options: { filters: [2, 2, 2] } }
benchmark: null
train:
  teacher: { epochs: 1, batchSize: 8 }
  student: { epochs: 1, batchSize: 8 }
`;
