/* What lies over the map: hover card, buttons, scale bar, north arrow, notes and the state of loading.
 * Text is set with textContent only, so a name can never become markup.
 */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { nameOf } = onemap.labels;

  const make = (tag, name, parent, text) => {
    const element = document.createElement(tag);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };

  const ICONS = {
    zoom_in: "M12 5v14M5 12h14",
    zoom_out: "M5 12h14",
    fit: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
    fullscreen: "M9 4H4v5M15 20h5v-5M4 4l6 6M20 20l-6-6",
  };
  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  class Controls {
    constructor(map, actions) {
      this.map = map;
      const root = (this.root = make("div", "om-controls", map.getContainer()));
      root.style.visibility = "hidden"; // Until the stylesheet shows it: bare buttons must not flash by.
      this.card = make("div", "om-card", root);
      this.card.hidden = true;
      this.buttons = make("div", "om-buttons", root);
      this.button = {};
      for (const name of ["zoom_in", "zoom_out", "fit", "fullscreen"]) {
        if (name === "fullscreen" && !document.fullscreenEnabled) continue;
        const button = (this.button[name] = make("button", `om-button om-${name}`, this.buttons));
        button.type = "button";
        button.append(icon(name));
        button.addEventListener("click", actions[name]);
      }
      L.DomEvent.disableClickPropagation(this.buttons);
      this.north = make("div", "om-north", root);
      this.north.innerHTML = '<svg viewBox="0 0 24 30" aria-hidden="true"><path d="M12 1 20 27 12 21Z"/><path class="om-hollow" d="M12 1 4 27 12 21Z"/></svg>';
      this.northName = make("span", "", this.north);
      const foot = make("div", "om-foot", root);
      this.scale = make("div", "om-scale", foot);
      this.scaleText = make("span", "om-scale-text", this.scale);
      this.scaleBar = make("div", "om-scale-bar", this.scale);
      this.notes = make("div", "om-notes", foot);
      this.schematic = make("span", "om-schematic", this.notes);
      this.source = make("span", "om-source", this.notes);
      this.status = make("div", "om-status", root);
      this.status.setAttribute("role", "status");
      this.retry = actions.retry;
    }

    /** Words, colours and notes of an update. */
    set({ text, theme, schematic, source, lang }) {
      const container = this.map.getContainer();
      container.lang = lang === "en" ? "en" : "zh-CN";
      container.setAttribute("role", "application");
      container.setAttribute("aria-label", text.map);
      container.classList.toggle("om-dark", Boolean(theme.dark));
      for (const [name, colour] of Object.entries(theme)) {
        if (typeof colour === "string") container.style.setProperty(`--om-${name.replaceAll("_", "-")}`, colour);
      }
      for (const [name, button] of Object.entries(this.button)) {
        button.title = text[name];
        button.setAttribute("aria-label", text[name]);
      }
      this.northName.textContent = text.north;
      this.schematic.textContent = text.schematic;
      this.schematic.hidden = !schematic;
      this.source.textContent = source;
      this.source.hidden = !source;
      this.text = text;
    }

    /** "loading", "failed", "missing" or null. A failure offers to try again. */
    say(state) {
      this.status.replaceChildren();
      this.status.className = `om-status${state ? ` om-${state}` : ""}`;
      if (!state) return;
      make("p", "", this.status, this.text[state]);
      if (state !== "failed") return;
      const button = make("button", "om-retry", this.status, this.text.retry);
      button.type = "button";
      button.addEventListener("click", this.retry);
      L.DomEvent.disableClickPropagation(button);
    }

    /** A round distance that takes about a tenth of the width. */
    measure(weight) {
      const map = this.map;
      const size = map.getSize();
      if (!size.x || !this.text) return;
      const y = size.y / 2;
      const metres = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y])) / 100;
      const most = metres * Math.min(180 * weight, Math.max(96, size.x * 0.15));
      const power = 10 ** Math.floor(Math.log10(most));
      const round = [5, 2, 1].find((step) => step * power <= most) * power;
      this.scaleBar.style.width = `${round / metres}px`;
      this.scaleText.textContent = round >= 1000 ? `${round / 1000} ${this.text.km}` : `${round} ${this.text.m}`;
    }

    /** Boxes of the fixed pieces in pixels of the container, which labels keep clear of. */
    occupied() {
      const frame = this.root.getBoundingClientRect();
      return [this.scale, this.notes, this.buttons, this.north, ...(this.extra?.() ?? [])].map((piece) => {
        const box = piece.getBoundingClientRect();
        return [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top];
      });
    }

    /** Card of unit i at a point of the container, or nothing for i < 0. */
    hover(i, point, scene) {
      if (i < 0) {
        this.card.hidden = true;
        this.shown = null;
        return;
      }
      const shown = `${scene.number}/${i}`;
      if (this.shown !== shown) this.fill(i, scene);
      this.shown = shown;
      this.place(point);
    }

    /** Show the card beside a point of the container. */
    place(point) {
      this.card.hidden = false;
      const size = this.map.getSize();
      const [width, height] = [this.card.offsetWidth, this.card.offsetHeight];
      const gap = 18;
      const left = point.x + gap + width > size.x ? point.x - gap - width : point.x + gap;
      const top = Math.max(6, Math.min(point.y - height / 2, size.y - height - 6));
      this.card.style.transform = `translate(${Math.round(Math.max(6, left))}px, ${Math.round(top)}px)`;
    }

    fill(i, scene) {
      const { level, lang, text, names } = scene;
      const unit = level.units[i];
      const card = this.card;
      card.replaceChildren();
      const head = make("div", "om-card-head", card);
      make("strong", "", head, nameOf(unit, lang));
      const parents = scene.parentsOf(i).join(" · ");
      if (parents) make("span", "", head, parents);
      const figure = make("div", "om-card-figure", card);
      const swatch = make("i", "om-swatch", figure);
      swatch.style.backgroundColor = scene.shades[scene.colours[i]];
      swatch.classList.toggle("om-swatch-missing", scene.classes[i] === -1);
      make("b", "", figure, scene.valueText(i));
      make("span", "", figure, scene.hasValue(i) ? names.unit : "");
      make("span", "om-card-name", figure, names.indicator);
      const parts = make("dl", "om-card-parts", card);
      const row = (name, value) => {
        make("dt", "", parts, name);
        make("dd", "", parts, value);
      };
      row(names.num, scene.numberText(scene.num[i]));
      if (names.den) row(names.den, scene.numberText(scene.den[i]));
      if (unit.category && text.categories[unit.category]) {
        const line = make("div", "om-card-category", card);
        const mark = make("i", `om-band om-band-${scene.theme.hatch[unit.category]}`, line);
        mark.style.color = scene.theme.category[unit.category];
        make("span", "", line, text.categories[unit.category]);
      }
    }
  }

  onemap.Controls = Controls;
})();
