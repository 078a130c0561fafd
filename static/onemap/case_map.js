/* The map of cases on the one map: density while they are many, bubbles and single cases while they are few, hot spots.
 *
 * A rerun says which cases (an address) and how many; this fetches them, follows the view with finer cells, and plays
 * the months. Nothing here runs the page again but a click on a case.
 */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { toLocal, origin } = onemap.geometry;
  const { levelFor, WORLD_LEVEL } = onemap.casePaint;
  const BLOCK = 64;
  const STEPS = 6;
  const mine = { kind: "cases", on: "counts", frame: -1, turn: 0, marks: [], scales: new Map() };
  let state; // of region_map.js
  let pointer;

  function boot(of) {
    state = mine.state = of;
    pointer = onemap.casePointer(mine, { asked, current });
    mine.legend = new onemap.CaseLegend(state.controls.root, {
      kind: (kind) => choose({ kind }),
      on: (on) => choose({ on }),
    });
    mine.time = new onemap.TimeBar(state.controls.root, (frame) => {
      mine.frame = frame;
      pointer.unpin();
      redraw();
    });
    state.controls.extra = () => [mine.legend.box, mine.time.bar].filter((box) => !box.hidden);
    state.map.on("moveend resize", () => { pointer.unpin(); ask(); });
    state.controls.card.addEventListener("keydown", (event) => { if (event.key === "Escape") { pointer.unpin(); state.map.getContainer().focus(); event.stopPropagation(); } });
    L.DomEvent.disableClickPropagation(state.controls.card);
  }

  /** Cases or hot spots, on counts or rates: the reader's choice, kept over reruns. */
  function choose(change) {
    Object.assign(mine, change);
    pointer.unpin();
    onemap.refresh();
  }

  const asked = () => state.update?.cases;
  const number = (value) => value.toLocaleString("en-US");

  /** The message as it is to be drawn: the quiet ground for cases, or the grids in the colours of hot and cold. */
  async function prepare(message) {
    const { cases } = message;
    if (!cases) return message;
    if (cases.mode === "one" || mine.kind === "cases") return { ...message, plain: true };
    const spots = await load("hot-spots", `on=${mine.on}`);
    mine.spots = spots;
    return {
      ...message, plain: true, level: "grid", n: spots.n, k: cases.colours.hot.length,
      theme: { ...message.theme, ramp: cases.colours.hot },
      cls: ["raw", Array.from(spots.classes, (step) => (step < -3 ? -2 : step + 3))],
      num: ["raw", spots.cases], den: ["none", ""],
    };
  }

  const load = (kind, more) => onemap.caseData.load(kind, `${asked().query}${more ? `&${more}` : ""}`);

  /** A message's scene is about to be drawn: words, colours, legend and time bar follow it. */
  function shown() {
    const { cases, theme } = state.scene;
    if (!cases) return;
    mine.release = cases.release;
    mine.colours = coloursOf(cases, theme);
    if (cases.mode === "one") return;
    mine.legend.choices({ kind: mine.kind, on: mine.on, text: cases.text });
    mine.time.set({ ...cases.frames, id: cases.query, byDay: cases.byDay, text: cases.text, format: number });
    mine.frame = mine.time.frame;
    mine.time.visible(mine.kind === "cases");
    if (mine.kind === "hot") hotLegend();
    else legend();
    state.scene.occupied = state.controls.occupied();
  }

  function coloursOf(cases, theme) {
    return {
      cells: theme.ramp_cells,
      ring: theme.dark ? theme.ink : theme.ink_soft,
      standing: cases.colours.standing,
    };
  }

  /** Get what this view needs, and draw it when it is there; the picture before stays until then. */
  async function ask() {
    const cases = asked();
    if (!cases || cases.mode === "one" || mine.kind === "hot" || !state.scene || !state.fitted) return;
    const turn = (mine.turn += 1);
    const { controls } = state;
    if (mine.query !== cases.query && !mine.data) controls.say("loading");
    try {
      const data = cases.mode === "points" ? await load("points", "") : await cellsOrFew();
      if (turn !== mine.turn) return;
      const changed = mine.data !== data;
      Object.assign(mine, { data, query: cases.query });
      controls.say(null);
      if (changed) redraw(true);
      else legend();
      mine.drawn = (mine.drawn || 0) + 1;
    } catch (error) {
      if (turn !== mine.turn) return;
      console.warn("cases:", error.message);
      controls.say(error.status === 410 ? "gone" : "failed");
    }
  }

  /** Cells of the view's level; once its blocks hold few cases, the cases themselves. */
  async function cellsOrFew() {
    const { map, weight } = state;
    const zoom = map.getZoom();
    const level = levelFor(zoom, weight);
    if (level <= levelFor(Math.min(onemap.goal().zoom, zoom), weight)) return load("density", `z=${level}`);
    const blocks = blocksOf(map, level);
    const cells = await load("density", `z=${level}&box=${blocks}`);
    // The few cases of the view are shown one by one although the filter has many; blocks are those of the view's own
    // level, which may be finer than any cell.
    const fine = levelFor(zoom, weight, 22);
    const near = blocksOf(map, fine);
    if (within(cells, near, fine) > asked().few) return cells;
    return load("points", `z=${fine}&box=${near}`);
  }

  /** Cases on the cells that touch blocks of a level as fine or finer. */
  function within(cells, [x0, y0, x1, y1], level) {
    const shift = 2 ** (level - cells.level);
    const cell = (block) => Math.floor((block * BLOCK) / shift);
    const last = (block) => Math.floor(((block + 1) * BLOCK - 1) / shift);
    return cells.total.reduce((sum, n, i) => {
      const inside = cells.x[i] >= cell(x0) && cells.x[i] <= last(x1) && cells.y[i] >= cell(y0) && cells.y[i] <= last(y1);
      return inside ? sum + n : sum;
    }, 0);
  }

  function blocksOf(map, level) {
    const bounds = map.getBounds();
    const side = BLOCK * 2 ** (WORLD_LEVEL - level);
    const [x0, y0] = toLocal(bounds.getWest(), bounds.getNorth());
    const [x1, y1] = toLocal(bounds.getEast(), bounds.getSouth());
    const most = 2 ** (level - 6) - 1;
    const block = (value, shift) => Math.max(0, Math.min(most, Math.floor((value + shift) / side)));
    return [block(x0, origin.x), block(y0, origin.y), block(x1, origin.x), block(y1, origin.y)];
  }

  /** Cases again; with `names`, the names too, which keep clear of bubbles and legend. */
  function redraw(names = false) {
    if (!state.painter.scene) return;
    legend();
    if (names) {
      state.scene.occupied = state.controls.occupied();
      state.painter.paint(true);
    } else state.painter.paintCases();
    if (state.pointer) pointer.point(state.pointer, -1);
  }

  const current = () => mine.data && mine.query === asked()?.query ? mine.data : null;

  /** Counts a cell in the frame shown. */
  function valuesOf(data) {
    if (mine.frame < 0) return data.total;
    const values = new Uint32Array(data.cells);
    for (let i = 0; i < data.cells; i += 1) {
      for (let k = data.start[i]; k < data.start[i + 1]; k += 1) if (data.frame[k] === mine.frame) values[i] += data.count[k];
    }
    return values;
  }

  /** Where steps of colour begin: the same at every frame and everywhere on a level, or playing would flicker. */
  function scaleOf(data) {
    const key = `${mine.query}/${data.level}/${mine.frame < 0}`;
    if (!mine.scales.has(key)) {
      if (mine.scales.size > 60) mine.scales.clear();
      mine.scales.set(key, onemap.stepsFrom(mine.frame < 0 ? data.total : data.count, STEPS));
    }
    return mine.scales.get(key);
  }

  function chosenOf(data) {
    if (mine.chosen?.data !== data || mine.chosen.frame !== mine.frame) {
      const all = Array.from({ length: data.n }, (_, i) => i);
      mine.chosen = { data, frame: mine.frame, list: mine.frame < 0 ? all : all.filter((i) => data.frame[i] === mine.frame) };
    }
    return mine.chosen.list;
  }

  /** Under the lines of the map. */
  function paintUnder(ctx, frame) {
    const data = current();
    if (mine.kind === "hot") return growSpots(ctx, frame);
    if (data?.kind !== "cells") return;
    const starts = scaleOf(data);
    mine.values = valuesOf(data);
    ctx.save();
    ctx.clip(state.scene.level.outline("all", "", frame.detail).path, "evenodd"); // Cells stop where the region does.
    onemap.casePaint.paintCells(ctx, frame, { data, values: mine.values, starts, colours: onemap.stepsOf(mine.colours.cells, starts.length) });
    ctx.restore();
  }

  /** Above them; returns the boxes that names keep clear of. */
  function paintOver(ctx, frame) {
    mine.marks = [];
    const cases = asked();
    if (!mine.colours || !cases) return [];
    const { theme, weight } = state.scene;
    if (cases.mode === "one") {
      const { px, py, radius } = onemap.casePaint.paintPin(ctx, frame, cases.point, { theme, colours: mine.colours, weight, standing: cases.standing });
      return [[px - radius, py - radius, px + radius, py + radius]];
    }
    const data = current();
    if (mine.kind === "hot" || data?.kind !== "points") return [];
    mine.marks = onemap.casePaint.arrange(frame, { data, chosen: chosenOf(data), weight });
    mine.inset = frame.inset;
    onemap.casePaint.paintMarks(ctx, frame, mine.marks, { data, theme, colours: mine.colours, weight, count: shortCount, active: mine.active });
    return mine.marks.map(({ px, py, radius }) => [px - radius, py - radius, px + radius, py + radius]);
  }

  /** Grids of a few pixels get an edge in their own colour, or a hot one would be lost on a whole city. */
  function growSpots(ctx, frame) {
    const { level, shades, colours } = state.scene;
    if (state.scene.k !== asked().colours.hot.length) return; // The grids are still on their way.
    ctx.lineWidth = 1.8 * frame.px;
    for (const step of [0, 1, 2, 4, 5, 6]) {
      const list = colours.flatMap((shade, i) => (shade === step ? [i] : []));
      if (!list.length) continue;
      ctx.strokeStyle = shades[step];
      ctx.stroke(level.pathOf(list, frame.detail));
    }
  }

  /** A number as a bubble has room for: four digits, above that in 万 or thousands. */
  function shortCount(n) {
    if (n < 10_000) return String(n);
    return state.scene.lang === "en" ? `${Math.round(n / 1000)}k` : `${(n / 10_000).toFixed(1)}万`;
  }

  function legend() {
    const data = current();
    const { text } = asked();
    if (mine.kind !== "cases" || !data) return;
    if (data.kind === "points") {
      const present = [0, 0, 0, 0];
      // Of many cases only those near the view are here: the legend counts what is seen.
      const part = asked().mode === "density";
      const seen = part ? viewIn(data.level) : null;
      for (const i of chosenOf(data)) if (!part || seen(data.x[i], data.y[i])) present[data.standing[i]] += 1;
      mine.legend.marks(present, mine.colours.standing, text.standing, part ? text.ring_view : text.ring);
    } else {
      const starts = scaleOf(data);
      mine.legend.cells(data.cells ? starts : [], onemap.stepsOf(mine.colours.cells, starts.length), text.per_cell.replace("{size}", sizeOf(data)), text.none);
    }
  }

  /** Whether a place, as a cell of a level, lies in what is seen. */
  function viewIn(level) {
    const bounds = state.map.getBounds();
    const side = 2 ** (WORLD_LEVEL - level);
    const [west, north] = toLocal(bounds.getWest(), bounds.getNorth());
    const [east, south] = toLocal(bounds.getEast(), bounds.getSouth());
    return (x, y) => {
      const [px, py] = [x * side - origin.x, y * side - origin.y];
      return px >= west && px <= east && py >= north && py <= south;
    };
  }

  /** Width of a cell on the ground here, in words. */
  function sizeOf(data) {
    const metres = (40075016.7 * Math.cos((state.map.getCenter().lat * Math.PI) / 180)) / 2 ** data.level;
    const { km, m } = state.update.text;
    return metres >= 950 ? `${(metres / 1000).toFixed(1)} ${km}` : `${Math.round(metres / 10) * 10} ${m}`;
  }

  function hotLegend() {
    const { text, colours } = asked();
    const { members, enough } = mine.spots;
    const steps = colours.hot.map((colour, i) => ({ colour, word: text.spot[i], share: text.spot_share[i], members: members[i] }));
    mine.legend.spots(enough ? steps : [], {
      cold: text.cold, hot: text.hot_end,
      short: enough ? (mine.on === "rates" ? text.short_rates : text.short) : text.too_few,
      method: mine.on === "rates" ? text.method_rates : text.method,
    });
  }

  /** Keys on the map: space plays. */
  function key(event) {
    if (event.key === "Escape" && mine.pinned) {
      pointer.unpin();
      return true;
    }
    if (event.key !== " " || !asked() || mine.time.bar.hidden) return false;
    if (event.target.closest?.("button, input")) return false;
    event.preventDefault();
    mine.time.toggle();
    return true;
  }

  onemap.cases = {
    boot, prepare, shown, ask, paintUnder, paintOver, key, mine,
    point: (position, i) => pointer.point(position, i),
    click: (event, i) => pointer.click(event, i),
  };
})();
