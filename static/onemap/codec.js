/* Arrays of an update: deflated, base64, in the smallest form that holds them (see geo/array_codec.py). */
(() => {
  "use strict";
  const onemap = window.onemap;

  async function inflate(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  /** Little-endian base-128 numbers, one more than the value; 0 is "missing". */
  function readVarints(bytes, n) {
    const values = new Float64Array(n);
    let at = 0;
    for (let i = 0; i < n; i += 1) {
      let value = 0;
      let unit = 1;
      let byte;
      do {
        byte = bytes[at];
        at += 1;
        value += (byte & 127) * unit;
        unit *= 128;
      } while (byte & 128);
      values[i] = value ? value - 1 : NaN;
    }
    return values;
  }

  /** `packed` is [form, text]; `units` supplies figures that the geometry carries already. */
  async function unpack(packed, n, units) {
    const [form, text] = packed;
    if (form === "unit") return Float64Array.from(units, (unit) => unit[text] ?? NaN);
    if (form === "raw") return text; // Already numbers.
    if (form === "none") return new Float64Array(n).fill(NaN);
    const bytes = await inflate(text);
    if (form === "i8") return Array.from(new Int8Array(bytes.buffer));
    if (form === "varint") return readVarints(bytes, n);
    if (form === "f32") return Float64Array.from(new Float32Array(bytes.buffer));
    return new Float64Array(bytes.buffer);
  }

  /** Classes: given one by one, or as the rates at which they begin. Divides exactly as the server has (doubles). */
  async function unpackClasses(packed, num, den) {
    if (packed[0] !== "starts") return unpack(packed, num.length, []);
    const [, starts, outside] = packed;
    const away = outside ? new Int8Array((await inflate(outside)).buffer) : null;
    return Array.from(num, (value, i) => {
      if (away && away[i]) return -2;
      const rate = den[i] > 0 ? value / den[i] : NaN;
      return Number.isNaN(rate) ? -1 : starts.filter((start) => start <= rate).length - 1;
    });
  }

  onemap.unpack = unpack;
  onemap.unpackClasses = unpackClasses;
})();
