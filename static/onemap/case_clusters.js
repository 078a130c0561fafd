/* Many points as few bubbles: at one zoom, each point gathers those within reach that no other has taken.
 *
 * 10,000 points take a few milliseconds, so bubbles are made afresh for every zoom and every frame of time.
 */
(() => {
  "use strict";
  const onemap = window.onemap;

  /** Groups of the points `chosen` (indices), as {x, y, members}; `reach` in the units of xs and ys. */
  function clusters(xs, ys, chosen, reach) {
    const n = chosen.length;
    const next = new Int32Array(n).fill(-1);
    const heads = new Map();
    const cell = (value) => Math.floor(value / reach);
    const key = (cx, cy) => cx * 4194304 + cy;
    for (let k = n - 1; k >= 0; k -= 1) {
      const at = key(cell(xs[chosen[k]]), cell(ys[chosen[k]]));
      next[k] = heads.get(at) ?? -1;
      heads.set(at, k);
    }
    const taken = new Uint8Array(n);
    const found = [];
    for (let k = 0; k < n; k += 1) {
      if (taken[k]) continue;
      const [x, y] = [xs[chosen[k]], ys[chosen[k]]];
      const members = [];
      let [sumX, sumY] = [0, 0];
      for (let cx = cell(x) - 1; cx <= cell(x) + 1; cx += 1) {
        for (let cy = cell(y) - 1; cy <= cell(y) + 1; cy += 1) {
          const at = key(cx, cy);
          let before = -1;
          for (let j = heads.get(at) ?? -1; j >= 0; j = next[j]) {
            const i = chosen[j];
            if ((xs[i] - x) ** 2 + (ys[i] - y) ** 2 > reach * reach) {
              before = j;
              continue;
            }
            taken[j] = 1;
            members.push(i);
            sumX += xs[i];
            sumY += ys[i];
            // Taken out of its cell's list, so that nobody looks at it again.
            if (before < 0) heads.set(at, next[j]);
            else next[before] = next[j];
          }
        }
      }
      found.push({ x: sumX / members.length, y: sumY / members.length, members });
    }
    return found;
  }

  /** Round numbers at which steps of colour begin, from counts ≥ 1: rising, the first 1, at most `most`. */
  function stepsFrom(counts, most) {
    if (!counts.length) return [1];
    const sorted = Float64Array.from(counts).sort();
    const shares = [0.45, 0.7, 0.86, 0.95, 0.988].slice(-(most - 1));
    const starts = [1];
    for (const share of shares) {
      const value = round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
      if (value > starts[starts.length - 1]) starts.push(value);
    }
    return starts.filter((start) => start <= sorted[sorted.length - 1]);
  }

  function round(value) {
    if (value < 4) return Math.floor(value);
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 1.5, 2, 3, 4, 5, 6, 8].map((step) => step * power).filter((step) => step <= value && Number.isInteger(step)).pop();
  }

  onemap.clusters = clusters;
  onemap.stepsFrom = stepsFrom;
})();
