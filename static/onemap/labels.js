/* Names on the map: candidates in order of importance, each placed only where it touches no other. */
(() => {
  "use strict";
  const onemap = window.onemap;
  // Rank by kind: size and weight of type, and how wide the unit must be, in widths of its name, to carry it.
  const KINDS = {
    zone: { size: 15, weight: 700, room: 0 },
    street: { size: 12.5, weight: 500, room: 0.85 },
    community: { size: 12, weight: 500, room: 0.9 },
    unit: { size: 11.5, weight: 400, room: 1.05 },
    neighbour: { size: 12.5, weight: 400, room: 1.2 },
  };
  const MOST = 320; // Labels in one picture; more than that is noise, and costs time.

  const widths = new Map();
  function measure(ctx, font, text) {
    const key = font + text;
    if (!widths.has(key)) {
      if (widths.size > 20000) widths.clear();
      ctx.font = font;
      widths.set(key, ctx.measureText(text).width);
    }
    return widths.get(key);
  }
  // Webfonts arrive after the first picture: what was measured in another face is wrong.
  if (document.fonts) document.fonts.addEventListener("loadingdone", () => widths.clear());

  const nameOf = (unit, lang) => (lang === "en" && unit.name_en ? unit.name_en : unit.name);

  // On English maps a place stands without its kind; the card has the whole name.
  const KIND_WORDS = / (District|County|City|Subdistrict|Town|Township|Community|Village)$/;
  /** The lines of a name as it is written on the map: a long one in two. */
  function linesOf(unit, lang) {
    const name = nameOf(unit, lang) || "";
    if (lang !== "en") return [name];
    const words = name.replace(/^(Grid \d+), .*$/, "$1").replace(KIND_WORDS, "").split(" ");
    const text = words.join(" ");
    if (text.length < 18 || words.length < 2) return [text];
    const cuts = words.slice(1).map((_, k) => [words.slice(0, k + 1).join(" "), words.slice(k + 1).join(" ")]);
    return cuts.sort((a, b) => Math.max(...a.map((s) => s.length)) - Math.max(...b.map((s) => s.length)))[0];
  }

  /** Everything that might be named in this view, most important first. Positions in screen pixels of the canvas. */
  function candidates(scene, frame) {
    const { level, groupLevel, streetLevel, membership, lang } = scene;
    const list = [];
    const add = (source, i, kind, extra) => {
      const unit = source.units[i];
      if (source !== level && unit.code === scene.scopeUnit.code) return; // What fills the screen names itself above.
      const [a, b, c, d] = source.extents.subarray(4 * i, 4 * i + 4);
      const [x, y] = source.points[i];
      const lines = linesOf(unit, lang);
      if (!lines[0] || !Number.isFinite(x)) return;
      list.push({
        lines, kind, source, i, x: frame.x + x * frame.scale, y: frame.y + y * frame.scale,
        width: (c - a) * frame.scale, height: (d - b) * frame.scale, sub: "", dim: false, ...extra,
      });
    };
    const bySize = (source) => {
      const e = source.extents;
      const size = (i) => (e[4 * i + 2] - e[4 * i]) * (e[4 * i + 3] - e[4 * i + 1]);
      return source.within(frame.view).sort((p, q) => size(q) - size(p));
    };
    if (groupLevel) {
      for (const i of bySize(groupLevel)) {
        const own = groupLevel === level;
        const code = groupLevel.units[i].code;
        const dim = own ? scene.classes[i] < -1 : !scene.brightGroups.has(code);
        // Once a zone fills the screen its name says nothing any more, and its parts need the room.
        const [a, b, c, d] = groupLevel.extents.subarray(4 * i, 4 * i + 4);
        const spread = ((c - a) * (d - b) * frame.scale ** 2) / (frame.size.x * frame.size.y);
        if (!own && spread > 3) continue;
        add(groupLevel, i, "zone", { dim, sub: own && !dim ? scene.valueText(i) : "" });
      }
    }
    const mean = onemap.labels.meanWidth(level, frame) / scene.weight;
    if (streetLevel && streetLevel !== level && frame.zoom > 8.8) {
      for (const i of bySize(streetLevel)) if (scene.brightStreets.has(streetLevel.units[i].code)) add(streetLevel, i, "street");
    }
    // Grids are only numbered: their community's name comes before theirs.
    const communities = level.level === "grid" && frame.zoom > 11 ? onemap.loader.peek(scene.hash, "community") : null;
    if (communities) {
      const bright = scene.brightCodes("parent");
      for (const i of bySize(communities)) if (bright.has(communities.units[i].code)) add(communities, i, "community");
    }
    if (level !== groupLevel && mean > 26) {
      const kind = level === streetLevel ? "street" : "unit";
      for (const i of bySize(level)) if (scene.classes[i] >= -1) add(level, i, kind, { sub: mean > 60 ? scene.valueText(i) : "" });
    }
    return list;
  }

  /** Greedy placement; returns what to draw. A box is [left, top, right, bottom]. */
  function place(ctx, scene, frame, taken) {
    const placed = [];
    const { x: left, y: top } = frame.inset;
    const boxes = scene.occupied.map(([a, b, c, d]) => [a + left - 6, b + top - 4, c + left + 6, d + top + 4]).concat(taken);
    // Inside what is seen, not only inside the canvas that reaches beyond it.
    const clear = (box) => box[0] > left + 2 && box[1] > top + 2 && box[2] < frame.size.x - left - 2 && box[3] < frame.size.y - top - 2
      && !boxes.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]);
    for (const label of candidates(scene, frame)) {
      if (placed.length >= MOST) break;
      const kind = KINDS[label.kind];
      // Latin names run longer than Chinese ones at the same size.
      const size = kind.size * scene.weight * (scene.lang === "en" ? 0.9 : 1);
      label.font = `${kind.weight} ${size}px ${scene.theme.font}`;
      label.subFont = `500 ${size * 0.84}px ${scene.theme.font}`;
      label.size = size;
      const nameWidth = Math.max(...label.lines.map((line) => measure(ctx, label.font, line)));
      const nameHeight = size * 1.15 * label.lines.length;
      if (label.kind !== "zone" && (label.width < nameWidth * kind.room || label.height < nameHeight * 0.95)) continue;
      const shape = (withSub) => {
        const width = withSub ? Math.max(nameWidth, measure(ctx, label.subFont, label.sub)) : nameWidth;
        return [width / 2 + 3, (nameHeight + (withSub ? size * 0.95 : 0)) / 2 + 1];
      };
      const at = (x, y, [halfWidth, halfHeight]) => [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
      const accept = (x, y, withSub, leader) => {
        const box = at(x, y, shape(withSub));
        if (!clear(box)) return false;
        boxes.push(box);
        const own = label.source === scene.level && !leader && !label.dim;
        const on = own ? onemap.inkOn(scene.shades[scene.colours[label.i]], scene.theme) : null;
        placed.push({ ...label, px: x, py: y, sub: withSub ? label.sub : "", leader, on, half: shape(withSub) });
        return true;
      };
      if (label.kind === "zone" && !fits(label, shape(Boolean(label.sub)), frame)) {
        // A line to a unit out of sight would point at nothing.
        if (!clear([label.x, label.y, label.x, label.y])) continue;
        if (!ringAround(label, shape(Boolean(label.sub)), frame, (x, y) => accept(x, y, Boolean(label.sub), true))) accept(label.x, label.y, false, false);
        continue;
      }
      const subs = label.sub && label.height > size * 2.2 ? [true, false] : [false];
      const room = label.kind === "unit" ? 0 : Math.min(label.height / 5, size * 1.6);
      // Among bubbles a name moves further from its unit's middle before it is left out.
      const further = taken.length && label.kind === "zone" ? [-2, 2, -3, 3] : [];
      const seen = label.x > left && label.y > top && label.x < frame.size.x - left && label.y < frame.size.y - top;
      for (const withSub of subs) {
        if ([0, -1, 1, ...further].some((step) => accept(label.x, label.y + step * room, withSub, false))) break;
        if (further.length && seen && ringAround(label, shape(withSub), frame, (x, y) => accept(x, y, withSub, true))) break;
        if (!room) continue;
      }
    }
    // The surroundings come last and give way to everything.
    for (const label of neighbours(ctx, frame, scene)) {
      const width = measure(ctx, label.font, label.text) / 2;
      const cut = Math.min(label.px - width - left, frame.size.x - left - label.px - width) < 4;
      const over = [-1, -0.5, 0, 0.5, 1].some((k) => scene.level.hit((label.px + k * (width + 6) - frame.x) / frame.scale, (label.py - frame.y) / frame.scale) >= 0);
      if (!cut && !over && clear([label.px - width, label.py - label.size * 0.6, label.px + width, label.py + label.size * 0.6])) placed.push(label);
    }
    return placed;
  }

  /** Whether a zone's name lies inside its own polygon, tested at the corners of the text. */
  function fits(label, [halfWidth, halfHeight], frame) {
    const inside = (x, y) => label.source.contains(label.i, (x - frame.x) / frame.scale, (y - frame.y) / frame.scale);
    const [w, h] = [halfWidth * 0.8, halfHeight * 0.7];
    const corners = [[-w, -h], [w, -h], [-w, h], [w, h]].filter(([dx, dy]) => inside(label.x + dx, label.y + dy));
    return corners.length >= 3 || label.width > 3.2 * halfWidth;
  }

  // A zone too small for its name gets it outside, on a leader line; open ground beyond the region is preferred.
  function ringAround(label, [halfWidth, halfHeight], frame, accept) {
    const spots = [];
    for (const reach of [1, 1.5, 2.2, 3, 4, 5.2, 6.6, 8.2]) {
      for (let turn = 0; turn < 16; turn += 1) {
        const angle = (turn * Math.PI) / 8;
        const x = label.x + Math.cos(angle) * (halfWidth + reach * 26);
        const y = label.y + Math.sin(angle) * (halfHeight + reach * 26);
        const over = [-1, 0, 1].filter((k) => label.source.hit((x + k * halfWidth - frame.x) / frame.scale, (y - frame.y) / frame.scale) >= 0);
        spots.push({ x, y, cost: reach + over.length * 3.6 + Math.abs(Math.sin(angle)) });
      }
    }
    spots.sort((a, b) => a.cost - b.cost);
    return spots.some(({ x, y }) => accept(x, y));
  }

  function draw(ctx, label, scene) {
    const { theme, weight } = scene;
    const faint = label.kind === "neighbour" || label.dim;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    if (label.leader) leaderLine(ctx, label, scene);
    const write = (text, font, y, colour) => {
      ctx.font = font;
      ctx.strokeStyle = onemap.alpha(label.on ? label.on.halo : theme.map_halo, faint ? 0.7 : 0.9);
      ctx.lineWidth = (label.kind === "zone" ? 3.6 : 2.8) * weight;
      ctx.strokeText(text, label.px, y);
      ctx.fillStyle = colour;
      ctx.fillText(text, label.px, y);
    };
    const ink = faint ? theme.ink_faint : label.on ? label.on.ink : theme.map_label;
    const step = label.size * 1.15;
    const first = label.py - ((label.lines.length - 1) * step + (label.sub ? label.size * 0.96 : 0)) / 2;
    label.lines.forEach((line, k) => write(line, label.font, first + k * step, ink));
    if (label.sub) write(label.sub, label.subFont, first + (label.lines.length - 1) * step + label.size * 1.06, ink);
  }

  function leaderLine(ctx, label, { theme, weight }) {
    const away = [label.x - label.px, label.y - label.py];
    // From where the ray to the unit leaves the box of the text.
    const [width, height] = label.half;
    const share = Math.min(width / Math.abs(away[0] || 1e-9), height / Math.abs(away[1] || 1e-9), 1);
    const from = [label.px + away[0] * share, label.py + away[1] * share];
    for (const [colour, width] of [[theme.map_halo, 3], [theme.map_label, 1]]) {
      ctx.strokeStyle = colour;
      ctx.lineWidth = width * weight;
      ctx.beginPath();
      ctx.moveTo(...from);
      ctx.lineTo(label.x, label.y);
      ctx.stroke();
    }
    ctx.fillStyle = theme.map_label;
    ctx.beginPath();
    ctx.arc(label.x, label.y, 2.4 * weight, 0, 7);
    ctx.fill();
  }

  onemap.labels = {
    nameOf,
    meanWidth(level, frame) {
      const [x0, y0, x1, y1] = level.box;
      return Math.sqrt((0.5 * (x1 - x0) * (y1 - y0)) / level.units.length) * frame.scale;
    },
    /** `taken`: boxes of other things, in pixels of the canvas. */
    paint(ctx, frame, scene, taken = []) {
      ctx.setTransform(frame.density, 0, 0, frame.density, 0, 0);
      for (const label of place(ctx, scene, frame, taken).reverse()) draw(ctx, label, scene);
    },
  };

  /** Whether the face that has these signs is here; asks for it otherwise, and its arrival paints anew. */
  function arrived(font, text) {
    if (!document.fonts || document.fonts.check(font, text)) return true;
    document.fonts.load(font, text).catch(() => null);
    return false;
  }

  // Quiet names of the surroundings: each at the roomiest spot of its land around the region, found once.
  function neighbours(ctx, frame, scene) {
    const { context, level, weight } = scene;
    if (!context?.topology.objects.neighbours) return [];
    const size = KINDS.neighbour.size * weight;
    const font = `${KINDS.neighbour.weight} ${size}px ${scene.theme.font}`;
    const anchors = context.remember("anchors", () =>
      context.topology.objects.neighbours.geometries.flatMap((geometry) => anchorOf(context, geometry, level)));
    return anchors.flatMap(({ unit, x, y, room }) => {
      // A foreign script among English names is noise, and a name whose face has not arrived would be boxes.
      const text = (scene.lang === "en" ? unit.name_en : unit.name) || "";
      if (!text || !arrived(font, text)) return [];
      const [px, py] = [frame.x + x * frame.scale, frame.y + y * frame.scale];
      if (room * frame.scale < measure(ctx, font, text) * 0.5) return [];
      return [{ text, lines: [text], font, size, px, py, kind: "neighbour", sub: "", dim: true }];
    });
  }

  function anchorOf(context, geometry, level) {
    const [x0, y0, x1, y1] = level.box;
    const rings = geometry.type === "MultiPolygon" ? geometry.arcs.flat() : geometry.arcs || [];
    const free = (x, y) => context.inside(rings, x, y) && level.hit(x, y) < 0;
    const step = (x1 - x0) / 14;
    let best = null;
    for (let x = x0 - 7 * step; x <= x1 + 7 * step; x += step) {
      for (let y = y0 + step; y < y1; y += step) {
        let room = 0;
        while (room < 6 && [[-1, 0], [1, 0], [0, -0.5], [0, 0.5]].every(([dx, dy]) =>
          free(x + (dx * (room + 1) * step) / 2, y + (dy * (room + 1) * step) / 2))) room += 1;
        // Nearer to the region is better among equals: far names fall off the screen.
        const far = Math.max(x0 - x, x - x1, 0) / step;
        if (room && (!best || room - far / 4 > best.score)) best = { x, y, room: room * step, score: room - far / 4 };
      }
    }
    return best ? [{ ...best, unit: geometry.properties || {} }] : [];
  }
})();
