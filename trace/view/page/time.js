// Times and durations as text. All are in nanoseconds.

const units = [[1e9, "s"], [1e6, "ms"], [1e3, "µs"], [1, "ns"]];

// A duration with three digits that count.
const spanText = (ns) => {
  const [unit, name] = units.find(([u]) => ns >= u) || units[units.length - 1];
  const v = ns / unit;
  const digits = unit === 1 || v >= 99.95 ? 0 : v >= 9.995 ? 1 : 2;
  return v.toFixed(digits) + "\u202f" + name;
};

const secondsText = (ns, digits = 6) => (ns / 1e9).toFixed(digits) + "\u202fs";

// The ticks of an axis: a step of 1, 2 or 5 times a power of ten that leaves room for their labels.
const stepFor = (nsPerPixel, leastPixels) => {
  const least = Math.max(1, nsPerPixel * leastPixels);
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= least);
};

// A tick's label: in the unit of the step, so that neighbours differ.
const tickText = (ns, step) => {
  const digits = Math.max(0, Math.ceil(-Math.log10(step / 1e9) - 1e-9));
  return secondsText(ns, Math.min(9, digits));
};
