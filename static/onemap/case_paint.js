/* Painting cases: cells of the lattice under the lines of the map, bubbles and single cases above them. */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { ZOOM, origin } = onemap.geometry;
  const WORLD_LEVEL = 8 + ZOOM; // Cells of this level are one local unit wide.
  const REACH = 44; // Pixels of the design within which cases share a bubble.
  const LEAST = 2; // Cases in a bubble.
  const CELL = 5.2; // Width of a cell in pixels of the design, give or take a third.

  const FINEST = 19; // 70 m: finer cells would hold one case each.

  /** Level whose cells come nearest to the wanted width. */
  const levelFor = (zoom, weight, finest = FINEST) => Math.max(8, Math.min(finest, Math.round(8 + zoom - Math.log2(CELL * weight))));

  /** Cells in their steps of colour. `values` is one count a cell. */
  function paintCells(ctx, frame, { data, values, starts, colours }) {
    const side = 2 ** (WORLD_LEVEL - data.level);
    const gap = side * frame.scale > 4 ? side * 0.09 : 0;
    const [x0, y0, x1, y1] = [frame.view[0] - side, frame.view[1] - side, frame.view[2], frame.view[3]];
    const paths = starts.map(() => new Path2D());
    for (let i = 0; i < data.cells; i += 1) {
      const value = values[i];
      if (!value) continue;
      const x = data.x[i] * side - origin.x;
      const y = data.y[i] * side - origin.y;
      if (x < x0 || x > x1 || y < y0 || y > y1) continue;
      let step = starts.length - 1;
      while (step > 0 && value < starts[step]) step -= 1;
      paths[step].rect(x + gap / 2, y + gap / 2, side - gap, side - gap);
    }
    paths.forEach((path, step) => {
      ctx.fillStyle = colours[step];
      ctx.fill(path);
    });
  }

  /** Bubbles and single cases of one view, in pixels of the canvas: what is drawn is what can be pointed at. */
  function arrange(frame, { data, chosen, weight }) {
    const unit = 2 ** (WORLD_LEVEL - data.level);
    const groups = onemap.clusters(data.x, data.y, chosen, (REACH * weight) / (unit * frame.scale));
    const margin = 40 * weight;
    const marks = [];
    for (const { x, y, members } of groups) {
      const many = members.length >= LEAST;
      const px = frame.x + (x * unit - origin.x) * frame.scale;
      const py = frame.y + (y * unit - origin.y) * frame.scale;
      if (px < -margin || py < -margin || px > frame.size.x + margin || py > frame.size.y + margin) continue;
      const radius = many ? (8 + 6 * Math.log10(members.length)) * weight : 5 * weight;
      marks.push({ px, py, radius, members, many });
    }
    // Large ones first: a small one beside it stays whole.
    return apart(marks.sort((a, b) => b.members.length - a.members.length), 3 * weight);
  }

  /** Bubbles stand at the middle of their cases; where two would overlap, the smaller one steps aside. */
  function apart(marks, gap) {
    const many = marks.filter((mark) => mark.many).slice(0, 400);
    for (let round = 0; round < 4; round += 1) {
      for (let k = 1; k < many.length; k += 1) {
        for (let j = 0; j < k; j += 1) {
          const [x, y] = [many[k].px - many[j].px, many[k].py - many[j].py];
          const far = Math.hypot(x, y);
          const need = many[k].radius + many[j].radius + gap - far;
          if (need <= 0) continue;
          const step = Math.min(need, many[k].radius);
          many[k].px += (far ? x / far : 1) * step;
          many[k].py += (far ? y / far : 0) * step;
        }
      }
    }
    return marks;
  }

  function paintMarks(ctx, frame, marks, { data, theme, colours, weight, count, active }) {
    ctx.setTransform(frame.density, 0, 0, frame.density, 0, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const mark of marks) {
      if (mark.many) bubble(ctx, mark, { data, theme, colours, weight, count, active });
      else single(ctx, mark.px, mark.py, mark.radius * (mark === active ? 1.35 : 1), data.standing[mark.members[0]], { theme, colours, weight });
    }
  }

  const disc = (ctx, x, y, radius) => {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 7);
  };

  function bubble(ctx, mark, { data, theme, colours, weight, count, active }) {
    const { px, py, radius, members } = mark;
    const ring = Math.max(2.2, radius * 0.16);
    const standing = [0, 0, 0, 0];
    for (const i of members) standing[data.standing[i]] += 1;
    ctx.fillStyle = theme.map_halo;
    disc(ctx, px, py, radius + 1.6 * weight);
    ctx.fill();
    // More cases, further up the ramp that density has.
    const fill = colours.cells[Math.min(colours.cells.length - 1, [10, 50, 200, 1000].filter((n) => members.length >= n).length)];
    ctx.fillStyle = mark === active ? onemap.mix(fill, theme.accent, 0.35) : fill;
    disc(ctx, px, py, radius);
    ctx.fill();
    // A ring of how many are in hand and overdue, overdue first, from the top.
    ctx.lineWidth = ring;
    let from = -Math.PI / 2;
    for (const step of [2, 1]) {
      if (!standing[step]) continue;
      const to = from + (2 * Math.PI * standing[step]) / members.length;
      ctx.strokeStyle = step === 1 ? colours.ring : colours.standing[step];
      ctx.beginPath();
      ctx.arc(px, py, radius - ring / 2, from, to);
      ctx.stroke();
      from = to;
    }
    ctx.fillStyle = onemap.inkOn(fill, theme).ink;
    const text = count(members.length);
    const size = Math.min(radius * 0.82, (radius * 1.75) / Math.max(1.6, text.length * 0.6));
    ctx.font = `700 ${size.toFixed(1)}px ${theme.font}`;
    ctx.fillText(text, px, py + size * 0.06);
  }

  /** One case: full when closed, a ring while open, a diamond when overdue: shape tells what colour tells. */
  function single(ctx, x, y, radius, standing, { theme, colours, weight }) {
    const shape = (r) => {
      if (standing !== 2) return disc(ctx, x, y, r);
      ctx.beginPath();
      ctx.moveTo(x, y - r * 1.25);
      ctx.lineTo(x + r * 1.25, y);
      ctx.lineTo(x, y + r * 1.25);
      ctx.lineTo(x - r * 1.25, y);
      ctx.closePath();
    };
    ctx.fillStyle = theme.map_halo;
    shape(radius + 1.7 * weight);
    ctx.fill();
    ctx.fillStyle = colours.standing[standing];
    shape(radius);
    ctx.fill();
    if (standing !== 1 && standing !== 3) return;
    ctx.fillStyle = theme.map_halo;
    disc(ctx, x, y, radius * 0.5);
    ctx.fill();
  }

  /** The one case of a page about it: a pin of rings. */
  function paintPin(ctx, frame, [lon, lat], { theme, colours, weight, standing }) {
    const [x, y] = onemap.geometry.toLocal(lon, lat);
    const [px, py] = [frame.x + x * frame.scale, frame.y + y * frame.scale];
    ctx.setTransform(frame.density, 0, 0, frame.density, 0, 0);
    const colour = colours.standing[standing];
    for (const [radius, share] of [[26, 0.1], [18, 0.18]]) {
      ctx.fillStyle = onemap.alpha(colour, share);
      disc(ctx, px, py, radius * weight);
      ctx.fill();
    }
    single(ctx, px, py, 8 * weight, standing, { theme, colours, weight });
    return { px, py, radius: 12 * weight };
  }

  onemap.casePaint = { levelFor, paintCells, arrange, paintMarks, paintPin, WORLD_LEVEL };
})();
