/* Colours: mixing, transparency, the ramp for a number of classes, and the texture of "no data". */
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
