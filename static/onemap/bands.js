/* Bands of the categories.
 *
 * The category of zones is a band inside the border of all zones of a category: a hue of its own and a pattern of its
 * own (second cue), the pattern on a tint of the hue so that the band never breaks up. Between two zones of one
 * category it would say nothing and smear where zones are small; only the zone in focus has it all around.
 */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { overlaps } = onemap.geometry;

  onemap.paintBands = (ctx, frame, { level, theme, membership, bandOf, scope }) => {
    ctx.lineCap = "butt";
    for (const code of level.groups(membership)) {
      const { path, box, category } = level.outline(membership, code, frame.detail);
      if (!category || !overlaps(box, frame.view)) continue;
      const line = scope.banded && scope.code === code ? path : level.outline("category", category, frame.detail).path;
      const stroke = (colour, width, dash = []) => {
        ctx.strokeStyle = colour;
        ctx.setLineDash(dash);
        ctx.lineWidth = width;
        ctx.stroke(line);
      };
      // In a small zone a full band would leave no room for the figure's colour.
      const extent = Math.sqrt((box[2] - box[0]) * (box[3] - box[1]));
      const band = Math.max(1.4 * frame.px, Math.min(3.7 * frame.px, extent * 0.026));
      const dash = { dashed: [band * 3.6, band * 2], dotted: [band * 0.95, band * 1.25] }[theme.hatch[category]];
      ctx.save();
      ctx.clip(path, "evenodd");
      ctx.globalAlpha = bandOf(code, category);
      stroke(onemap.alpha(theme.map_halo, 0.8), 2 * band + 2 * frame.px);
      stroke(dash ? onemap.mix(theme.category[category], theme.map_halo, 0.58) : theme.category[category], 2 * band);
      if (dash) stroke(theme.category[category], 2 * band, dash);
      if (theme.hatch[category] === "double") {
        // The clip leaves the inner half of each line: hue, gap, hue.
        stroke(onemap.mix(theme.category[category], theme.map_halo, 0.25), 1.36 * band);
        stroke(theme.category[category], 0.64 * band);
      }
      ctx.restore();
    }
  };
})();
