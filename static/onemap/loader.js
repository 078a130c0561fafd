/* Fetching geometry: each level of a release once, kept in memory, the others ahead of need when the page is idle. */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { Level } = onemap.geometry;

  // Relative to the component's frame, so that it holds below any base path of the server.
  const ROOT = "../../app/static/geometry";

  // One promise a level: asking twice fetches once, and a failure may be tried again.
  const cache = new Map();

  async function fetchTopology(hash, level) {
    // The folder's name is a hash of its content: what the browser has once is good for ever.
    const response = await fetch(`${ROOT}/${encodeURIComponent(hash)}/${level}.topo.json.gz`, { cache: "force-cache" });
    if (!response.ok) throw new Error(`${level}: ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    // Some servers announce the gzip and the browser has undone it already: the magic number tells.
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    if (!packed) return JSON.parse(new TextDecoder().decode(bytes));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  function load(hash, level) {
    const key = `${hash}/${level}`;
    if (!cache.has(key)) {
      for (const other of cache.keys()) if (!other.startsWith(`${hash}/`)) cache.delete(other);
      const promise = fetchTopology(hash, level).then((topology) => Object.assign(new Level(topology, level), { hash }));
      promise.catch(() => cache.delete(key));
      promise.then((ready) => { promise.ready = ready; }, () => {});
      cache.set(key, promise);
    }
    return cache.get(key);
  }

  /** A level that has arrived already, or undefined: for names of parents, which may wait. */
  const peek = (hash, level) => cache.get(`${hash}/${level}`)?.ready;

  /** Fetch the other levels one by one while nothing else is going on. */
  function prefetch(hash, levels) {
    const idle = window.requestIdleCallback || ((task) => setTimeout(task, 300));
    const next = levels.find((level) => !cache.has(`${hash}/${level}`));
    if (next) idle(() => load(hash, next).then(() => prefetch(hash, levels), () => {}));
  }

  onemap.loader = { load, peek, prefetch };
})();
