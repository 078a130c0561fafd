/* Colours: mixing, transparency, the ramp for a number of classes, fading edges, and the texture of "no data". */
(() => {
  "use strict";
  const onemap = (window.onemap = window.onemap || {});

  /** Colour between a and b (#rrggbb), at a share from 0 to 1. */
  onemap.mix = (a, b, share) => {
    const channels = [1, 3, 5].map((at) => {
      const [p, q] = [a, b].map((colour) => parseInt(colour.slice(at, at + 2), 16));
      return Math.round(p + (q - p) * share).toString(16).padStart(2, "0");
    });
    return `#${channels.join("")}`;
  };

  const contrastOf = (a, b) => {
    const light = [a, b].map((colour) => [1, 3, 5].reduce((sum, at, k) => {
      const c = parseInt(colour.slice(at, at + 2), 16) / 255;
      return sum + [0.2126, 0.7152, 0.0722][k] * (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    }, 0.05));
    return Math.max(...light) / Math.min(...light);
  };

  /** Ink and halo for words on a fill: the theme's own ink while it can be read, else its counterpart. */
  onemap.inkOn = (fill, { map_label, map_halo }) => {
    const [ink, other] = contrastOf(map_label, fill) >= 3.4 ? [map_label, map_halo] : [map_halo, map_label];
    return { ink, halo: onemap.mix(fill, other, 0.55) };
  };

  onemap.alpha = (colour, share) => colour + Math.round(share * 255).toString(16).padStart(2, "0");

  /** k steps spread over the whole ramp, ends included, so that two classes are as far apart as five. */
  onemap.stepsOf = (ramp, k) => {
    if (k >= ramp.length) return ramp;
    if (k <= 1) return [ramp[Math.floor(ramp.length / 2)]];
    return Array.from({ length: k }, (_, i) => {
      const at = (i * (ramp.length - 1)) / (k - 1);
      const low = Math.floor(at);
      return at === low ? ramp[low] : onemap.mix(ramp[low], ramp[low + 1], at - low);
    });
  };

  /** Let what is drawn in a box run out into a colour at its four sides, instead of stopping at a ruler's edge. */
  onemap.fadeEdges = (ctx, [x0, y0, x1, y1], colour) => {
    if (!(x0 < x1)) return; // A region may have nothing around it.
    const depth = (x1 - x0) * 0.16;
    const rim = depth * 0.01; // A little beyond the box, so that no hairline of it is left.
    const [width, height] = [x1 - x0 + 2 * rim, y1 - y0 + 2 * rim];
    const fade = (from, to, left, top, wide, high) => {
      const ramp = ctx.createLinearGradient(...from, ...to);
      for (const [at, share] of [[0, 1], [0.25, 0.75], [1, 0]]) ramp.addColorStop(at, onemap.alpha(colour, share));
      ctx.fillStyle = ramp;
      ctx.fillRect(left, top, wide, high);
    };
    fade([x0, 0], [x0 + depth, 0], x0 - rim, y0 - rim, depth + rim, height);
    fade([x1, 0], [x1 - depth, 0], x1 - depth, y0 - rim, depth + rim, height);
    fade([0, y0], [0, y0 + depth], x0 - rim, y0 - rim, width, depth + rim);
    fade([0, y1], [0, y1 - depth], x0 - rim, y1 - depth, width, depth + rim);
  };

  const tiles = new Map();

  /** Diagonal hairlines as a canvas pattern; one tile a colour and pixel density. */
  onemap.hatch = (ctx, theme, density) => {
    const key = `${theme.ink_faint}/${density}`;
    if (!tiles.has(key)) {
      const side = Math.round(7 * density);
      const tile = Object.assign(document.createElement("canvas"), { width: side, height: side });
      const pen = tile.getContext("2d");
      pen.strokeStyle = onemap.alpha(theme.ink_faint, 0.45);
      pen.lineWidth = density;
      pen.beginPath();
      for (const at of [-side, 0, side]) {
        pen.moveTo(at - 1, side + 1);
        pen.lineTo(at + side + 1, -1);
      }
      pen.stroke();
      tiles.set(key, tile);
    }
    return ctx.createPattern(tiles.get(key), "repeat");
  };
})();
