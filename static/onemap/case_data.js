/* Answers about cases: fetched once by their address, decoded to flat arrays (see geo/point_codec.py).
 *
 * An address names a release and a filter, so what the browser has once is good for ever.
 */
(() => {
  "use strict";
  const onemap = window.onemap;

  // Relative to the component's frame, so that it holds below any base path of the server.
  const ROOT = "../../api";
  const KEPT = 24; // Answers held decoded; the browser's own store has the others.
  const cache = new Map();

  /** The header and a reader of whole numbers. */
  function open(buffer) {
    const bytes = new Uint8Array(buffer);
    if (new TextDecoder().decode(bytes.subarray(0, 4)) !== "OMC1") throw new Error("not an answer about cases");
    const length = new DataView(buffer).getUint32(4, true);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    let at = 8 + length;
    const read = () => {
      let value = 0;
      let unit = 1;
      let byte;
      do {
        byte = bytes[at];
        at += 1;
        value += (byte & 127) * unit;
        unit *= 128;
      } while (byte & 128);
      return value;
    };
    return { header, read };
  }

  const signed = (number) => (number % 2 ? -(number + 1) / 2 : number / 2);

  function runningInto(array, read, change) {
    let value = 0;
    for (let i = 0; i < array.length; i += 1) array[i] = value += change(read());
    return array;
  }

  /** Counts by cell and frame: `start[i]`…`start[i + 1]` are the entries of cell i. */
  function decodeCells(buffer) {
    const { header, read } = open(buffer);
    const { cells, entries, width, level, frames } = header;
    const key = runningInto(new Float64Array(cells), read, (n) => n);
    const start = new Uint32Array(cells + 1);
    for (let i = 0; i < cells; i += 1) start[i + 1] = start[i] + read();
    const frame = new Uint16Array(entries);
    for (let i = 0; i < cells; i += 1) {
      let at = 0;
      for (let k = start[i]; k < start[i + 1]; k += 1) frame[k] = at += read();
    }
    const count = new Uint32Array(entries);
    for (let k = 0; k < entries; k += 1) count[k] = read();
    const x = Float64Array.from(key, (n) => header.x + (n % width));
    const y = Float64Array.from(key, (n) => header.y + Math.floor(n / width));
    const total = new Uint32Array(cells);
    for (let i = 0; i < cells; i += 1) for (let k = start[i]; k < start[i + 1]; k += 1) total[i] += count[k];
    return { kind: "cells", level, frames, cells, x, y, start, frame, count, total };
  }

  /** Single cases; positions as cells of a very fine level. */
  function decodePoints(buffer) {
    const { header, read } = open(buffer);
    const n = header.points;
    const row = runningInto(new Float64Array(n), read, (step) => step);
    const x = runningInto(new Float64Array(n), read, signed);
    const y = runningInto(new Float64Array(n), read, signed);
    const frame = Int32Array.from({ length: n }, read);
    const day = Int32Array.from({ length: n }, () => header.day + read());
    const [classOf, subclassOf, stateOf] = [0, 1, 2].map(() => Uint16Array.from({ length: n }, read));
    const standing = Uint8Array.from({ length: n }, read);
    return { ...header, kind: "points", n, row, x, y, frame, day, classOf, subclassOf, stateOf, standing };
  }

  /** Hot and cold grids in the order of the published geometry: classes -3…3, -99 where not tested. */
  function decodeSpots(buffer) {
    const { header, read } = open(buffer);
    const n = header.grids;
    const classes = Int8Array.from({ length: n }, () => {
      const step = read();
      return step === 7 ? -99 : step - 3;
    });
    const cases = Float64Array.from({ length: n }, read);
    const z = Float64Array.from({ length: n }, () => signed(read()) / 100);
    return { kind: "spots", enough: header.enough, tested: header.tested, members: header.classes, n, classes, cases, z };
  }

  const KINDS = { density: decodeCells, points: decodePoints, "hot-spots": decodeSpots };

  async function fetched(kind, query) {
    const response = await fetch(`${ROOT}/case-${kind}?${query}`, { cache: "force-cache" });
    if (!response.ok) throw Object.assign(new Error(`${kind}: ${response.status}`), { status: response.status });
    return KINDS[kind](await response.arrayBuffer());
  }

  /** One promise an address; a failure may be tried again. */
  function load(kind, query) {
    const address = `${kind}?${query}`;
    const known = cache.get(address);
    if (known) {
      cache.delete(address); // Back at the end: the least used goes first.
      cache.set(address, known);
      return known;
    }
    const promise = fetched(kind, query);
    promise.catch(() => cache.delete(address));
    promise.then((ready) => { promise.ready = ready; }, () => {});
    cache.set(address, promise);
    if (cache.size > KEPT) cache.delete(cache.keys().next().value);
    return promise;
  }

  onemap.caseData = { load };
})();
