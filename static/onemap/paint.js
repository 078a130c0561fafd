/* The painter: a Leaflet renderer with four stacked canvases of its own and one small SVG.
 *
 *   base    neighbouring prefectures, the glow around the region      changes with the view
 *   fills   classes of the units and their fine edges                 changes with every rerun (cross-faded)
 *   cells   density of cases, on the map of cases only (case_map.js)  changes with the view and the time shown
 *   lines   rivers, borders of streets and zones, category bands      changes with the view and the scope
 *   labels  names with a halo (labels.js)
 *   marks   bubbles and single cases, on the map of cases only        changes with the view and the time shown
 *   svg     outlines of the unit under the pointer and of the selected one
 *
 * 12,000 units as Leaflet polygons would be 12,000 objects with events and bounds each; as a handful of Path2D batches
 * by class they repaint in a few tens of milliseconds.
 */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { ZOOM, detailFor, overlaps, origin } = onemap.geometry;
  const SVG = "http://www.w3.org/2000/svg";
  const FADE_MS = 180;
  const SMOOTH_MS = 45; // From paint to screen, two frames included: up to here dragging repaints as it goes.
  const MAX_PIXELS = 18e6; // Beyond 4K at two pixels each, memory costs more than sharpness gives.
  const FEW_PIXELS = 7; // Units narrower than this on average get no edges: they would grey the whole map.

  const calm = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  onemap.Painter = L.Renderer.extend({
    options: { padding: 0.12 },

    _initContainer() {
      const box = (this._container = L.DomUtil.create("div", "om-painter"));
      const canvas = (name) => L.DomUtil.create("canvas", `om-canvas om-${name}`, box);
      this._canvas = { base: canvas("base"), fills: canvas("fills"), ghost: canvas("ghost") };
      if (onemap.cases) this._canvas.cells = canvas("cells");
      this._canvas.lines = canvas("lines");
      this._svg = box.appendChild(document.createElementNS(SVG, "svg"));
      this._svg.setAttribute("class", "om-canvas om-outlines");
      this._outlines = {};
      for (const name of ["selectedHalo", "selected", "hoverHalo", "hover"]) {
        const path = (this._outlines[name] = document.createElementNS(SVG, "path"));
        path.setAttribute("class", `om-outline om-${name}`);
        this._svg.append(path);
      }
      this._canvas.labels = canvas("labels");
      if (onemap.cases) this._canvas.marks = canvas("marks"); // Above leader lines; names keep clear of it.
    },
    _destroyContainer() {
      L.DomUtil.remove(this._container);
      delete this._container;
    },
    _updatePaths() {},

    getEvents() {
      // While dragging or flying the picture is repainted frame by frame as long as that is cheap enough.
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._onMove, resize: this._update };
    },
    _onMove() {
      if (this._pending || !(this.cost < SMOOTH_MS) || this._map._animatingZoom) return;
      this._pending = requestAnimationFrame(() => {
        this._pending = 0;
        if (this._map) this._update();
      });
    },

    /** Leaflet calls this when the view has changed: place the canvases over it and paint. */
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      const density = Math.min(window.devicePixelRatio || 1, Math.sqrt(MAX_PIXELS / (size.x * size.y)));
      for (const canvas of Object.values(this._canvas)) {
        const [width, height] = [Math.round(size.x * density), Math.round(size.y * density)];
        if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      this._svg.setAttribute("width", size.x);
      this._svg.setAttribute("height", size.y);
      L.DomUtil.setTransform(this._container, this._bounds.min, 1);
      this._density = density;
      this.paint();
    },

    /** What to draw; a `fade` is for a change of classes under an unchanged view. */
    show(scene, fade) {
      const had = this.scene;
      this.scene = scene;
      if (!this._map || !this._bounds) return;
      if (had && fade && !calm()) this._keepGhost();
      // Other figures over the same borders, the usual rerun: the surroundings and the lines stay as they are.
      this.paint(Boolean(had) && had.setting === scene.setting);
    },

    // The old fills stay on top for a moment and fade away: no frame is ever empty.
    _keepGhost() {
      const { fills, ghost } = this._canvas;
      const ctx = ghost.getContext("2d");
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, ghost.width, ghost.height);
      ctx.drawImage(fills, 0, 0);
      ghost.getAnimations().forEach((animation) => animation.cancel());
      ghost.animate([{ opacity: 1 }, { opacity: 0 }], { duration: FADE_MS, easing: "ease-out", fill: "forwards" });
    },

    frame() {
      const scale = 2 ** (this._zoom - ZOOM);
      const shift = this._map.getPixelOrigin().add(this._bounds.min);
      const [x, y] = [origin.x * scale - shift.x, origin.y * scale - shift.y];
      const size = this._bounds.getSize();
      const view = [-x / scale, -y / scale, (size.x - x) / scale, (size.y - y) / scale];
      const px = this.scene.weight / scale;
      const inset = this._map.containerPointToLayerPoint([0, 0]).subtract(this._bounds.min);
      return { scale, x, y, view, detail: detailFor(this._zoom), size, density: this._density, zoom: this._zoom, px, inset };
    },

    /** A canvas cleared and set to local coordinates; `px` turns screen pixels into local units. */
    _begin(name, frame) {
      const ctx = this._canvas[name].getContext("2d");
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
      const k = frame.scale * frame.density;
      ctx.setTransform(k, 0, 0, k, frame.x * frame.density, frame.y * frame.density);
      ctx.lineJoin = ctx.lineCap = "round";
      ctx.setLineDash([]);
      ctx.globalAlpha = 1;
      return ctx;
    },

    paint(onlyFigures = false) {
      if (!this.scene) return;
      const began = performance.now();
      const frame = this.frame();
      if (!onlyFigures) this._paintBase(this._begin("base", frame), frame);
      this._paintFills(this._begin("fills", frame), frame);
      if (!onlyFigures) this._paintLines(this._begin("lines", frame), frame);
      onemap.labels.paint(this._begin("labels", frame), frame, this.scene, this.paintCases(frame));
      this._placeOutlines(frame);
      // What a picture costs shows only when it is on the screen: most of it is rasterised after this script.
      requestAnimationFrame(() => requestAnimationFrame(() => { this.cost = performance.now() - began; }));
    },

    /** Cases alone, as when time plays; returns the boxes of what names must not cover. */
    paintCases(frame = this.frame()) {
      if (!onemap.cases) return [];
      onemap.cases.paintUnder(this._begin("cells", frame), frame);
      return onemap.cases.paintOver(this._begin("marks", frame), frame);
    },

    _paintBase(ctx, frame) {
      const { context, level, theme } = this.scene;
      if (context) {
        ctx.fillStyle = theme.map_neighbour;
        ctx.fill(context.backdrop("neighbours", frame.detail), "evenodd");
        ctx.strokeStyle = theme.map_neighbour_line;
        ctx.lineWidth = 0.9 * frame.px;
        ctx.stroke(context.inner("neighbours", frame.detail));
        ctx.strokeStyle = onemap.alpha(theme.map_river, 0.45);
        ctx.stroke(context.backdrop("rivers", frame.detail));
        onemap.fadeEdges(ctx, context.box, theme.map_sea);
      }
      // A soft lift of the region off the sheet, as stacked strokes: blur filters cost ten times as much.
      const { path } = level.outline("all", "", frame.detail);
      ctx.strokeStyle = onemap.alpha(theme.dark ? theme.accent : theme.ink_soft, theme.dark ? 0.034 : 0.028);
      for (const width of [30, 26, 22, 18.5, 15, 12, 9.5, 7, 5]) {
        ctx.lineWidth = width * frame.px;
        ctx.stroke(path);
      }
    },

    _paintFills(ctx, frame) {
      const { level, theme } = this.scene;
      const whole = level.outline("all", "", frame.detail).path;
      // A bed of the middle colour keeps hairline seams between differently coloured neighbours from showing the sheet.
      ctx.fillStyle = theme.ramp[Math.floor(theme.ramp.length / 2)];
      ctx.fill(whole, "evenodd");
      for (const { colour, path } of this._batches(frame)) {
        ctx.fillStyle = colour;
        ctx.fill(path, "evenodd");
        if (colour === theme.no_data) this._hatch(ctx, path, frame);
      }
      const width = this._meanWidth(frame);
      if (width < FEW_PIXELS || !level.shared.length) return;
      const strength = Math.min(1, (width - FEW_PIXELS) / 18);
      ctx.strokeStyle = onemap.alpha(theme.map_edge, 0.35 + 0.5 * strength);
      ctx.lineWidth = (0.35 + 0.55 * strength) * frame.px;
      ctx.stroke(this._edges(frame));
      // Two pale neighbours of one class: a light edge between them would hardly show where units are large.
      if (width < 34) return;
      ctx.strokeStyle = onemap.alpha(theme.map_edge_strong, 0.55);
      ctx.lineWidth = 0.5 * frame.px;
      ctx.stroke(this._edges(frame));
    },

    // Batches by colour: of all units, remembered by level of detail, or of the few in view when zoomed in.
    _batches(frame) {
      const { level, colours, shades, cache } = this.scene;
      const seen = level.within(frame.view);
      const all = seen.length > 0.6 * level.units.length;
      const key = `batches/${frame.detail}`;
      if (all && cache.has(key)) return cache.get(key);
      const members = shades.map(() => []);
      if (all) colours.forEach((shade, i) => members[shade].push(i));
      else for (const i of seen) members[colours[i]].push(i);
      const made = members
        .map((list, shade) => ({ colour: shades[shade], path: list.length ? level.pathOf(list, frame.detail) : null }))
        .filter((batch) => batch.path);
      if (all) cache.set(key, made);
      return made;
    },

    _edges(frame) {
      const { level } = this.scene;
      const everything = overlaps(level.box, frame.view) && level.within(frame.view).length > 0.6 * level.units.length;
      if (!everything) return level.edgesOf(level.shared, frame.detail, frame.view);
      return level.remember(`edges/${frame.detail}`, () => level.edgesOf(level.shared, frame.detail, level.box));
    },

    /** "No data" is a texture as well as a colour, so that it is never read as a class. */
    _hatch(ctx, path, frame) {
      const pattern = onemap.hatch(ctx, this.scene.theme, frame.density);
      pattern.setTransform(ctx.getTransform().inverse()); // The texture belongs to the screen, not to the ground.
      ctx.fillStyle = pattern;
      ctx.fill(path, "evenodd");
    },

    /** Mean width of a unit of the level on screen, in pixels of the design. */
    _meanWidth(frame) {
      const { level, weight } = this.scene;
      const [x0, y0, x1, y1] = level.box;
      return (Math.sqrt((0.5 * (x1 - x0) * (y1 - y0)) / level.units.length) * frame.scale) / weight;
    },

    _paintLines(ctx, frame) {
      const { level, context, theme, scope } = this.scene;
      const px = frame.px;
      const group = this.scene.membership;
      if (context) {
        ctx.strokeStyle = onemap.alpha(theme.map_river, 0.7);
        ctx.lineWidth = 1.1 * px;
        ctx.stroke(context.backdrop("rivers", frame.detail));
      }
      if ((level.level === "community" || level.level === "grid") && frame.zoom > 8.2) {
        ctx.strokeStyle = onemap.alpha(theme.map_edge_strong, 0.5);
        ctx.lineWidth = 0.8 * px;
        ctx.stroke(level.mesh("street", frame.detail));
      }
      if (level.level === "grid" && this._meanWidth(frame) > 22) {
        ctx.lineWidth = 1.3 * px;
        ctx.stroke(level.mesh("parent", frame.detail));
      }
      // The scope's outline lies under the bands: it frames the unit from outside and hides nothing of it.
      if (scope.group) {
        const { path } = level.outline(scope.group, scope.code, frame.detail);
        for (const [colour, width] of scope.banded ? [[theme.map_halo, 8.5], [theme.ink, 5]] : [[theme.map_halo, 6.5], [theme.ink, 3]]) {
          ctx.strokeStyle = colour;
          ctx.lineWidth = width * px;
          ctx.stroke(path);
        }
      }
      onemap.paintBands(ctx, frame, this.scene);
      // Zones of one category have no band between them: their border is a line on a halo of its own.
      const borders = level.level !== group ? level.mesh(group, frame.detail) : level.edgesOf(level.shared, frame.detail, frame.view);
      for (const [colour, width] of [[onemap.alpha(theme.map_halo, 0.75), 2.8], [theme.map_edge_strong, 1.15]]) {
        ctx.strokeStyle = colour;
        ctx.lineWidth = width * px;
        ctx.stroke(borders);
      }
      ctx.lineWidth = 1.3 * px;
      ctx.stroke(level.outline("all", "", frame.detail).path);
    },

    /** Outline of a unit: `kind` is "hover" or "selected", -1 takes it away. */
    outline(kind, index) {
      const { level } = this.scene;
      const d = index < 0 ? "" : level.svgOf(index);
      for (const name of [`${kind}Halo`, kind]) this._outlines[name].setAttribute("d", d);
    },
    _placeOutlines(frame) {
      const matrix = `matrix(${frame.scale} 0 0 ${frame.scale} ${frame.x} ${frame.y})`;
      for (const path of Object.values(this._outlines)) path.setAttribute("transform", matrix);
    },
  });
})();
