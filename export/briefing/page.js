/* The interactive briefing: levels of units to walk down, a card under the pointer, tables that lead to the map.
 * Everything it draws came in the page; every text is set as text, never as markup. */
(() => {
  "use strict";
  const find = (query) => document.querySelector(query);
  const make = (tag, text, classes) => Object.assign(document.createElement(tag), { textContent: text ?? "", className: classes ?? "" });

  function boot(map, data) {
    const units = data.levels.map((_, i) => topojson.feature(data.topology, data.topology.objects[`l${i}`]).features);
    const around = topojson.feature(data.topology, data.topology.objects.around).features;
    const byCode = new Map();
    units.forEach((features, level) => features.forEach((f) => byCode.set(`${level}:${f.properties.c}`, f)));
    const state = { level: 0, focus: null, drawn: null, marked: null, labels: [] };
    map.getContainer().setAttribute("aria-label", data.indicator);

    /** The level on which a code is to be found, finest last; -1 when it is on none. */
    const levelOf = (code) => data.levels.findIndex((_, level) => byCode.has(`${level}:${code}`));

    /** Whether a unit lies in the one in focus. */
    function inside(feature, level) {
      if (!state.focus) return true;
      let here = feature;
      for (let at = level; here; at -= 1) {
        if (at === state.focus.level) return here.properties.c === state.focus.code;
        here = byCode.get(`${at - 1}:${here.properties.p}`);
      }
      return false;
    }

    function style(feature) {
      const { classes } = data.levels[state.level];
      const on = inside(feature, state.level);
      const fill = feature.properties.k >= 0 ? classes[feature.properties.k].fill : data.inks.none;
      return { color: data.inks.edge, weight: 0.8, fillColor: fill, fillOpacity: on ? 1 : 0.28, opacity: 1 };
    }

    function draw() {
      state.drawn?.remove();
      const group = L.featureGroup();
      L.geoJSON(around, { interactive: false, style: { color: data.inks.around_line, weight: 1.5, fillColor: data.inks.around, fillOpacity: 1 } }).addTo(group);
      state.layer = L.geoJSON(units[state.level], { style, onEachFeature: listen }).addTo(group);
      for (let level = 0; level < state.level; level += 1) {
        const outline = { color: data.inks.strong, weight: level === 0 ? 1.8 : 1, fill: false };
        L.geoJSON(units[level], { interactive: false, style: outline }).addTo(group);
      }
      if (state.focus) {
        const own = byCode.get(`${state.focus.level}:${state.focus.code}`);
        L.geoJSON(own, { interactive: false, style: { color: data.inks.own, weight: 3, fill: false } }).addTo(group);
      }
      state.drawn = group.addTo(map);
      label();
      controls();
    }

    function listen(feature, layer) {
      layer.on("mouseover", () => mark(feature));
      layer.on("mousemove", (event) => card(feature, event.containerPoint));
      layer.on("mouseout", () => { mark(null); card(null); });
      layer.on("click", (event) => down(feature, event.containerPoint));
    }

    /** Into a unit, one level further down; on the last level its card stays. */
    function down(feature, point) {
      if (state.level + 1 < data.levels.length) go({ level: state.level, code: feature.properties.c }, state.level + 1);
      else card(feature, point);
    }

    function go(focus, level) {
      Object.assign(state, { focus, level });
      mark(null);
      card(null);
      draw();
      fit();
    }

    function fit() {
      const own = state.focus && byCode.get(`${state.focus.level}:${state.focus.code}`);
      const bounds = L.geoJSON(own ? [own] : units[0]).getBounds();
      if (!bounds.isValid()) return;
      // Clear of the legend on the left and of the buttons on the right, where there is room.
      const isWide = map.getSize().x > 640;
      map.fitBounds(bounds, {
        paddingTopLeft: [isWide ? 190 : 30, 64],
        paddingBottomRight: [isWide ? 64 : 30, 30],
        animate: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      });
    }

    function mark(feature) {
      state.marked?.remove();
      state.marked = feature && L.geoJSON(feature, { interactive: false, style: { color: data.inks.own, weight: 2.5, fill: false } }).addTo(map);
    }

    function card(feature, point) {
      const box = find(".card");
      box.hidden = !feature;
      if (!feature) return;
      const { n, m, f } = feature.properties;
      const main = make("strong", m[0]);
      main.append(make("small", m[1]));
      const list = make("dl");
      f.forEach(([text, note], i) => {
        const value = make("dd", text);
        if (note) value.append(make("small", note));
        list.append(make("dt", data.names[i]), value);
      });
      box.replaceChildren(make("b", above(feature) + n), make("div", data.main), main, list);
      const { x, y } = map.getSize();
      box.style.left = `${Math.max(8, point.x + 18 + box.offsetWidth > x ? point.x - box.offsetWidth - 18 : point.x + 18)}px`;
      box.style.top = `${Math.max(8, Math.min(point.y + 14, y - box.offsetHeight - 8))}px`;
    }

    /** Names of what a unit lies in, for its card and for the list of what was searched. */
    function above(feature, level = state.level) {
      const parent = byCode.get(`${level - 1}:${feature.properties.p}`);
      return parent ? `${above(parent, level - 1)}${parent.properties.n} ` : "";
    }

    /** Names where they do not touch: the largest shapes first. */
    function label() {
      state.labels.forEach((node) => node.remove());
      state.labels = [];
      const taken = [];
      const place = (feature, classes, tight) => {
        const bounds = L.geoJSON(feature).getBounds();
        if (!bounds.isValid() || !map.getBounds().intersects(bounds)) return;
        const at = map.latLngToContainerPoint(feature.properties.x ? L.latLng(feature.properties.x[1], feature.properties.x[0]) : bounds.getCenter());
        const size = classes.includes("big") ? 14 : 12;
        const wide = [...feature.properties.n].reduce((sum, letter) => sum + (letter > "\u2000" ? size : size * 0.58), 0);
        const box = [at.x - wide / 2 - 2, at.y - size / 2 - 2, at.x + wide / 2 + 2, at.y + size / 2 + 2];
        const shape = [map.latLngToContainerPoint(bounds.getNorthWest()), map.latLngToContainerPoint(bounds.getSouthEast())];
        if (tight && (wide > (shape[1].x - shape[0].x) * 1.15 || size > shape[1].y - shape[0].y)) return;
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) return;
        taken.push(box);
        const node = make("span", feature.properties.n, `label ${classes}`);
        node.style.left = `${at.x}px`;
        node.style.top = `${at.y}px`;
        map.getContainer().append(node);
        state.labels.push(node);
      };
      const area = (f) => { const b = L.geoJSON(f).getBounds(); return b.isValid() ? -(b.getEast() - b.getWest()) * (b.getNorth() - b.getSouth()) : 0; };
      units[state.level].filter((f) => inside(f, state.level)).map((f) => [area(f), f]).sort((a, b) => a[0] - b[0])
        .forEach(([, f]) => place(f, state.level === 0 ? "big" : "", state.level > 0));
      around.forEach((f) => place(f, "around", true));
    }

    function controls() {
      const path = find(".path");
      const trail = [[data.unit, null, 0]];
      const chain = [];
      for (let at = state.focus; at; ) {
        const feature = byCode.get(`${at.level}:${at.code}`);
        chain.unshift([feature.properties.n, at, at.level + 1]);
        at = at.level > 0 ? { level: at.level - 1, code: feature.properties.p } : null;
      }
      path.replaceChildren(...[...trail, ...chain].flatMap(([name, focus, level], i, all) => {
        const button = make("button", name);
        if (i === all.length - 1) button.setAttribute("aria-current", "true");
        button.addEventListener("click", () => go(focus, level));
        return i ? [make("span", "›"), button] : [button];
      }));
      find(".levels").replaceChildren(...data.levels.map(({ name }, level) => {
        const button = make("button", name);
        button.setAttribute("aria-pressed", String(level === state.level));
        button.disabled = Boolean(state.focus) && level <= state.focus.level;
        button.addEventListener("click", () => { state.level = level; mark(null); card(null); draw(); });
        return button;
      }));
      const { classes, missing, schematic } = data.levels[state.level];
      const rows = [...classes, ...(missing ? [{ label: data.words.legend_missing, count: missing, fill: data.inks.none }] : [])];
      find(".legend").replaceChildren(make("b", data.indicator), ...rows.map(({ label: text, count, fill }) => {
        const row = make("div");
        const swatch = make("i");
        swatch.style.background = fill;
        row.append(swatch, make("span", text), make("em", String(count)));
        return row;
      }), ...(schematic && data.schematic ? [make("p", data.schematic)] : []));
    }

    /** To a unit wherever it is: its parent in focus, itself outlined. */
    function show(code) {
      const level = levelOf(code);
      const feature = byCode.get(`${level}:${code}`);
      if (!feature) return;
      go(level > 0 ? { level: level - 1, code: feature.properties.p } : null, level);
      mark(feature);
    }

    function search() {
      const input = find(".find");
      const found = find(".found");
      input.placeholder = data.words.search;
      input.setAttribute("aria-label", data.words.search);
      input.addEventListener("input", () => {
        const words = input.value.trim().toLowerCase();
        const hits = words ? units.flatMap((features, level) => features.filter((f) => f.properties.n.toLowerCase().includes(words)).map((f) => [f, level])).slice(0, 8) : [];
        found.replaceChildren(...hits.map(([feature, level]) => {
          const button = make("button", feature.properties.n);
          button.append(make("small", above(feature, level)));
          button.addEventListener("click", () => { show(feature.properties.c); found.replaceChildren(); input.value = ""; });
          return button;
        }), ...(words && !hits.length ? [make("p", data.words.no_match)] : []));
      });
      input.addEventListener("keydown", (event) => {
        if (event.key === "Enter") found.querySelector("button")?.click();
        if (event.key === "Escape") { input.value = ""; found.replaceChildren(); }
      });
    }

    function tables() {
      document.querySelectorAll("tr[data-code]").forEach((row) => {
        const { code } = row.dataset;
        if (levelOf(code) < 0) { row.removeAttribute("data-code"); row.removeAttribute("tabindex"); return; }
        row.addEventListener("mouseenter", () => mark(byCode.get(`${levelOf(code)}:${code}`)));
        row.addEventListener("mouseleave", () => mark(null));
        row.addEventListener("click", () => show(code));
        row.addEventListener("keydown", (event) => { if (event.key === "Enter") show(code); });
      });
    }

    function tabs() {
      const all = [...document.querySelectorAll("[role=tab]")];
      const open = (tab) => all.forEach((other) => {
        other.setAttribute("aria-selected", String(other === tab));
        other.tabIndex = other === tab ? 0 : -1;
        document.getElementById(other.getAttribute("aria-controls")).hidden = other !== tab;
      });
      all.forEach((tab, i) => {
        tab.tabIndex = i ? -1 : 0;
        tab.addEventListener("click", () => { open(tab); find("aside").scrollTop = 0; });
        tab.addEventListener("keydown", (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          const next = all[(i + step + all.length) % all.length];
          open(next);
          next.focus();
        });
      });
    }

    const buttons = [["+", () => map.zoomIn()], ["−", () => map.zoomOut()], ["⤢", () => go(null, 0)]];
    find(".zoom").replaceChildren(...buttons.map(([text, act], i) => {
      const button = make("button", text);
      button.setAttribute("aria-label", ["+", "−", data.words.whole_view][i]);
      button.addEventListener("click", act);
      return button;
    }));
    map.on("zoomstart movestart", () => { state.labels.forEach((node) => { node.style.visibility = "hidden"; }); card(null); });
    map.on("zoomend moveend", label);
    map.doubleClickZoom.disable();
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && state.focus && event.target.tagName !== "INPUT") {
        const parent = byCode.get(`${state.focus.level}:${state.focus.code}`).properties.p;
        go(state.focus.level > 0 ? { level: state.focus.level - 1, code: parent } : null, state.focus.level);
      }
    });
    new ResizeObserver(() => { map.invalidateSize(); fit(); }).observe(map.getContainer());
    search();
    tables();
    tabs();
    go(null, 0);
  }

  window.briefing = { boot };
})();
