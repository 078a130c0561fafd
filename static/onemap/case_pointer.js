/* The pointer on the map of cases: cards for what it rests on, clicks into bubbles and cells, a click on a case. */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { ZOOM, toLocal, origin } = onemap.geometry;
  const { WORLD_LEVEL } = onemap.casePaint;
  const LISTED = 200; // At one place; the list scrolls.
  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** `mine` is the state of case_map.js; `asked` and `current` give the message's cases and the data shown. */
  onemap.casePointer = (mine, { asked, current }) => {
    const state = mine.state;

    function cellAt(position) {
      const data = current();
      if (data?.kind !== "cells") return -1;
      const { lat, lng } = state.map.containerPointToLatLng(position);
      const [x, y] = toLocal(lng, lat);
      const side = 2 ** (WORLD_LEVEL - data.level);
      data.index ??= new Map(Array.from(data.x, (cx, i) => [`${cx}/${data.y[i]}`, i]));
      const i = data.index.get(`${Math.floor((x + origin.x) / side)}/${Math.floor((y + origin.y) / side)}`) ?? -1;
      return i >= 0 && mine.values?.[i] ? i : -1;
    }

    function markAt(position) {
      if (!mine.marks.length) return null;
      const [x, y] = [position.x + mine.inset.x, position.y + mine.inset.y];
      return mine.marks.findLast((mark) => Math.hypot(mark.px - x, mark.py - y) <= mark.radius + 3) ?? null;
    }

    /** The pointer rests at a position (null: it has left), over unit i; true when the card is ours. */
    function point(position, i) {
      if (!asked() || !state.scene?.cases) return false;
      const { controls, painter, map, scene } = state;
      if (mine.pinned) return true;
      const mark = position && mine.kind === "cases" ? markAt(position) : null;
      const cell = position && mine.kind === "cases" && !mark ? cellAt(position) : -1;
      const unit = position && mine.kind === "hot" ? i : -1;
      map.getContainer().classList.toggle("om-over", Boolean(mark) || cell >= 0 || unit >= 0);
      painter.outline("hover", unit);
      if (mark !== mine.active) {
        mine.active = mark;
        controls.card.hidden = true;
      }
      const told = mark ? onemap.caseWords.mark(mark, mine, scene) : cell >= 0 ? onemap.caseWords.cell(mine.values[cell], position, mine, scene, map) : unit >= 0 ? onemap.caseWords.spot(unit, mine, scene) : null;
      if (!told) {
        controls.card.hidden = true;
        return true;
      }
      onemap.caseCard.fillCard(controls.card, told);
      controls.place(position);
      return true;
    }

    function unpin() {
      if (!mine.pinned) return;
      mine.pinned = false;
      state.controls.card.hidden = true;
      state.controls.card.classList.remove("om-card-open");
    }

    /** A click: into a bubble or cell, or onto a case; true when it was ours. */
    function click(event, i) {
      if (!asked() || !state.scene?.cases) return false;
      const { map } = state;
      unpin();
      if (asked().mode === "one") return true;
      if (mine.kind === "hot") {
        if (i >= 0) around(state.scene.level, i);
        return true;
      }
      const mark = markAt(event.containerPoint);
      if (mark && !mark.many) openCase(mark.members[0]);
      else if (mark) enter(mark, event.containerPoint);
      else if (cellAt(event.containerPoint) >= 0) go(event.latlng, map.getZoom() + 1.7);
      return true;
    }

    function go(centre, zoom) {
      state.touched = true;
      const end = Math.min(zoom, state.map.getMaxZoom());
      if (calm()) state.map.setView(centre, end, { animate: false });
      else state.map.flyTo(centre, end, { duration: 0.5, easeLinearity: 0.5 });
    }

    /** Into a bubble as far as its cases come apart, or, when they share a place, a list of them. */
    function enter(mark, position) {
      const { map } = state;
      const { data } = mine.chosen;
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const i of mark.members) {
        box[0] = Math.min(box[0], data.x[i]);
        box[1] = Math.min(box[1], data.y[i]);
        box[2] = Math.max(box[2], data.x[i]);
        box[3] = Math.max(box[3], data.y[i]);
      }
      const unit = 2 ** (WORLD_LEVEL - data.level);
      const extent = Math.max(box[2] - box[0], box[3] - box[1]) * unit;
      const size = map.getSize();
      const zoom = extent > 0 ? ZOOM + Math.log2((0.7 * Math.min(size.x, size.y)) / extent) : Infinity;
      if (map.getZoom() > map.getMaxZoom() - 0.3 || zoom > map.getMaxZoom() + 6) return list(mark, position);
      const middle = map.unproject([((box[0] + box[2]) / 2) * unit, ((box[1] + box[3]) / 2) * unit], ZOOM);
      return go(middle, Math.max(map.getZoom() + 0.8, zoom));
    }

    function around(level, i) {
      const [x0, y0, x1, y1] = level.extents.subarray(4 * i, 4 * i + 4);
      const size = state.map.getSize();
      const middle = state.map.unproject([(x0 + x1) / 2 + origin.x, (y0 + y1) / 2 + origin.y], ZOOM);
      go(middle, Math.max(state.map.getZoom() + 0.5, ZOOM + Math.log2((0.22 * Math.min(size.x, size.y)) / Math.max(x1 - x0, y1 - y0))));
    }

    function list(mark, position) {
      const { controls, scene } = state;
      const { data } = mine.chosen;
      const entries = mark.members.slice(0, LISTED).map((index) => onemap.caseWords.entry(index, data, mine.colours, scene));
      const heading = scene.cases.text.here.replace("{n}", mark.members.length.toLocaleString("en-US"));
      onemap.caseCard.fillList(controls.card, heading, entries, openCase);
      controls.card.classList.add("om-card-open");
      controls.place(position);
      mine.pinned = true;
      controls.card.querySelector("button")?.focus();
    }

    const openCase = (index) => onemap.report(`case~${mine.chosen.data.row[index]}~${mine.release}`);

    return { point, click, unpin };
  };
})();
