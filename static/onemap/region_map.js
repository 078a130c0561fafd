/* The map component: boots on the Leaflet map that folium makes, takes updates from reruns, reports clicks.
 *
 * streamlit-folium evaluates a short script at every rerun; all it does is `window.onemap.update({...})`. The frame, the
 * Leaflet map, the geometry and the viewport stay.
 */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { toLocal, ZOOM, origin } = onemap.geometry;
  const toDegrees = (map, x, y) => map.unproject([x + origin.x, y + origin.y], ZOOM);
  const state = { map: null, painter: null, controls: null, update: null, scene: null, turn: 0, touched: false };

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** Called once by the base map's script, before streamlit-folium looks at the map. */
  function boot(map) {
    state.map = map;
    // Its first look would report a count of 0 where the server said "none": one needless run of the whole page.
    window.__GLOBAL_DATA__.last_object_clicked_count = null;
    map.doubleClickZoom.disable(); // A click drills down at once; waiting for a second one would make it slow.
    state.painter = new onemap.Painter().addTo(map);
    state.controls = new onemap.Controls(map, {
      zoom_in: () => map.zoomIn(),
      zoom_out: () => map.zoomOut(),
      fit: () => fit(true),
      fullscreen: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
      retry: () => refresh(),
    });
    onemap.cases?.boot(state);
    map.on("mousemove", (event) => point(event.containerPoint));
    map.on("mouseout dragstart zoomstart", () => point(null));
    map.on("click", (event) => click(event));
    map.on("zoom move zoomend resize", () => state.controls.measure(state.weight));
    map.on("dragstart", () => { state.touched = true; });
    const container = map.getContainer();
    container.addEventListener("wheel", () => { state.touched = true; }, { passive: true });
    container.addEventListener("keydown", key);
    // The page decides the frame's height by CSS: Leaflet has to hear of every change.
    new ResizeObserver(() => resized()).observe(container);
    if (document.fonts) document.fonts.addEventListener("loadingdone", () => state.painter.scene && state.painter.paint());
  }

  function resized() {
    const { map, update, touched } = state;
    map.invalidateSize({ pan: false, debounceMoveend: false });
    setWeight();
    if (state.scene) Object.assign(state.scene, { weight: state.weight, occupied: state.controls.occupied() });
    if (update && state.fitted && !touched) fit(false);
    else if (update && !state.fitted && map.getSize().x > 0) fit(false);
    state.controls.measure(state.weight);
  }

  /** How much larger the page around the map writes than on a small screen: a small map must not whisper beside it. */
  function pageScale() {
    try {
      return parseFloat(getComputedStyle(window.parent.document.documentElement).fontSize) / 15;
    } catch {
      return 1; // A frame on somebody else's page.
    }
  }

  /** Lines and letters grow with the screen: a 4K wall is read from ten metres. */
  function setWeight() {
    const size = state.map.getSize();
    const weight = Math.max(0.9, 0.72 * pageScale(), Math.min(2.6, (Math.sqrt(size.x * size.y) / 960) ** 0.85));
    state.weight = Math.round(weight * 50) / 50;
    state.map.getContainer().style.setProperty("--om-weight", state.weight);
  }

  // streamlit-folium does not wait for stylesheets. Before ours is there, sizes are wrong and controls lie about.
  async function dressed() {
    const ready = () => getComputedStyle(document.documentElement).getPropertyValue("--om-ready");
    while (!ready()) await new Promise((resolve) => { setTimeout(resolve, 15); });
    if (!state.dressed) resized();
    state.dressed = true;
  }

  /** A rerun's message. Keeps the newest when several arrive while geometry is on its way. */
  function update(message) {
    state.update = message;
    return refresh();
  }

  async function refresh() {
    let message = state.update;
    const turn = (state.turn += 1);
    const { controls, map } = state;
    setWeight();
    controls.set(message);
    map.getContainer().classList.toggle("om-empty", !state.scene);
    if (!message.hash) return controls.say("missing");
    const { load, peek } = onemap.loader;
    if (!peek(message.hash, message.level)) controls.say("loading");
    try {
      if (onemap.cases) message = await onemap.cases.prepare(message);
      if (turn !== state.turn) return;
      load(message.hash, "context").catch(() => null);
      const streets = message.membership === "county" || message.level === "street" ? "street" : "street_part";
      const wanted = [message.level, message.membership, streets];
      if (message.level === "grid") wanted.push("community"); // Grids are only numbered: their community names them.
      const [level, groupLevel, streetLevel] = await Promise.all(wanted.map((name) => load(message.hash, name)));
      // The surroundings are an ornament: the map stands without them.
      const context = await load(message.hash, "context").catch(() => null);
      const n = level.units.length;
      if (n !== message.n) throw new Error(`geometry has ${n} units, the figures ${message.n}`);
      const [num, den] = await Promise.all([message.num, message.den].map((packed) => onemap.unpack(packed, n, level.units)));
      const classes = await onemap.unpackClasses(message.cls, num, den);
      await dressed();
      if (turn !== state.turn) return;
      const occupied = controls.occupied();
      show(new onemap.Scene(message, level, { classes, num, den }, { groupLevel, streetLevel, context, occupied, weight: state.weight }));
      onemap.loader.prefetch(message.hash, [...onemap.LADDER[message.membership], "street", "county", "zone"]);
    } catch (error) {
      if (turn !== state.turn) return;
      console.warn("map geometry:", error.message);
      controls.say(error.status === 410 ? "gone" : "failed");
    }
  }

  function show(scene) {
    const { painter, controls, map } = state;
    const before = state.scene;
    state.scene = scene;
    map.getContainer().classList.remove("om-empty");
    controls.say(null);
    onemap.cases?.shown();
    const target = JSON.stringify([scene.scopeUnit, scene.padding]);
    const moves = state.target !== target;
    state.target = target;
    if (!before) map.setMaxBounds(around(scene.level.box));
    painter.show(scene, Boolean(before) && !moves);
    if (moves) fit(Boolean(before));
    onemap.cases?.ask();
    painter.outline("hover", -1);
    const selected = scene.selected ? scene.level.index.get(scene.selected) ?? -1 : -1;
    painter.outline("selected", selected);
    if (state.pointer) point(state.pointer);
    state.painted = scene.number;
  }

  /** The region and its surroundings in degrees: nobody should get lost in the empty rest of the world. */
  function around([x0, y0, x1, y1]) {
    const margin = 1.5 * Math.max(x1 - x0, y1 - y0);
    return L.latLngBounds(toDegrees(state.map, x0 - margin, y0 - margin), toDegrees(state.map, x1 + margin, y1 + margin));
  }

  /** Bring the scope into view. */
  function fit(smooth) {
    const { map, update } = state;
    const size = map.getSize();
    if (!update || !size.x || !size.y) return;
    // A zoom under way would end by putting its own goal over ours.
    if (map._animatingZoom) return void map.once("zoomend", () => fit(smooth));
    const { centre, zoom } = goal();
    state.fitted = true;
    state.touched = false;
    if (smooth && !calm()) map.flyTo(centre, zoom, { duration: 0.55, easeLinearity: 0.5 });
    else map.setView(centre, zoom, { animate: false });
  }

  /** The view that fits the scope. */
  function goal() {
    const { map, update } = state;
    const size = map.getSize();
    const [west, south, east, north] = update.scopeUnit.bounds;
    const [top, right, bottom, left] = update.padding.map((side) => side * state.weight);
    const bounds = L.latLngBounds([south, west], [north, east]);
    // Leaflet's own fit steps back to whole zooms; the region should fill the sheet.
    const corners = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.project(corner, ZOOM));
    const extent = corners[1].subtract(corners[0]);
    const room = [Math.max(60, size.x - left - right), Math.max(60, size.y - top - bottom)];
    const zoom = Math.min(map.getMaxZoom() - 1.5, ZOOM + Math.log2(Math.min(room[0] / extent.x, room[1] / extent.y)));
    const middle = map.unproject(corners[0].add(corners[1]).divideBy(2), ZOOM);
    return { zoom, centre: map.unproject(map.project(middle, zoom).add([(right - left) / 2, (bottom - top) / 2]), zoom) };
  }

  const unitAt = (latlng) => {
    const { scene } = state;
    if (!scene) return -1;
    const i = scene.level.hit(...toLocal(latlng.lng, latlng.lat));
    return scene.isOpen(i) ? i : -1;
  };

  /** Pointer over the map, or null when it has left. */
  function point(position) {
    const { map, scene, painter, controls } = state;
    state.pointer = position;
    const i = position ? unitAt(map.containerPointToLatLng(position)) : -1;
    if (!scene || onemap.cases?.point(position, i)) return;
    if (state.hovered !== i || state.hoveredScene !== scene) painter.outline("hover", i);
    [state.hovered, state.hoveredScene] = [i, scene];
    map.getContainer().classList.toggle("om-over", i >= 0);
    controls.hover(i, position, scene);
  }

  function click(event) {
    const i = unitAt(event.latlng);
    if (onemap.cases?.click(event, i)) return;
    if (i < 0) return point(null);
    if (event.originalEvent?.pointerType === "touch") point(event.containerPoint); // A finger never hovers.
    report(state.scene.level.units[i].code);
  }

  /** Tell the page through streamlit-folium's own channel, so that its bookkeeping stays right. */
  function report(code) {
    const data = window.__GLOBAL_DATA__;
    // A time, not a count from zero: it stays new when the frame was made afresh, so the same unit counts twice.
    data.last_object_clicked_count = Math.max((data.last_object_clicked_count || 0) + 1, Date.now());
    data.last_object_clicked_tooltip = code;
    data.previous_data = {
      last_object_clicked_count: data.last_object_clicked_count,
      last_object_clicked_tooltip: code,
    };
    window.Streamlit.setComponentValue(data.previous_data);
  }

  function key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || onemap.cases?.key(event)) return;
    if (event.key === "f" || event.key === "F") fit(true);
    else if (event.key === "Escape" && !document.fullscreenElement) report("__up__");
    else if (event.key.startsWith("Arrow") || event.key === "+" || event.key === "-") state.touched = true;
  }

  onemap.boot = boot;
  onemap.update = update;
  onemap.refresh = refresh;
  onemap.goal = goal;
  onemap.report = report;
  onemap.state = state;
})();
