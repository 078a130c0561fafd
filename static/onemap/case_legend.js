/* What lies over the map of cases: the choice of cases or hot spots, the legend of what is drawn, and the card.
 * Text is set with textContent only, so a name out of a file can never become markup.
 */
(() => {
  "use strict";
  const onemap = window.onemap;

  const make = (tag, name, parent, text) => {
    const element = document.createElement(tag);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };

  /** A group of buttons of which one is pressed. */
  function choice(parent, names, act) {
    const group = make("div", "om-choice", parent);
    group.setAttribute("role", "group");
    const buttons = Object.fromEntries(names.map((name) => {
      const button = make("button", "", group);
      button.type = "button";
      button.addEventListener("click", () => act(name));
      return [name, button];
    }));
    return {
      group,
      set(current, words, label) {
        group.setAttribute("aria-label", label);
        for (const [name, button] of Object.entries(buttons)) {
          button.textContent = words[name];
          button.setAttribute("aria-pressed", String(name === current));
        }
      },
    };
  }

  class CaseLegend {
    constructor(root, actions) {
      this.box = make("div", "om-legend", root);
      this.box.hidden = true;
      this.kind = choice(this.box, ["cases", "hot"], actions.kind);
      this.on = choice(this.box, ["counts", "rates"], actions.on);
      this.body = make("div", "om-legend-body", this.box);
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
    }

    choices({ kind, on, text }) {
      this.box.hidden = false;
      this.kind.set(kind, { cases: text.cases, hot: text.hot }, text.what);
      this.on.group.hidden = kind !== "hot";
      this.on.set(on, { counts: text.counts, rates: text.rates }, text.tested_on);
    }

    /** Steps of colour with the counts at which they begin. */
    cells(starts, colours, heading, none) {
      this.clear(heading);
      if (!starts.length) return void make("p", "om-legend-note", this.body, none);
      const steps = make("ol", "om-legend-steps", this.body);
      starts.forEach((start, i) => {
        const item = make("li", "", steps);
        make("i", "", item).style.background = colours[i];
        make("span", "", item, `${start.toLocaleString("en-US")}${i + 1 === starts.length && i ? "+" : ""}`);
      });
    }

    /** How the single cases stand: shape and colour. */
    marks(present, colours, words, heading) {
      this.clear(heading);
      const list = make("ul", "om-legend-marks", this.body);
      for (const standing of [2, 1, 0, 3]) {
        if (!present[standing]) continue;
        const item = make("li", "", list);
        make("i", `om-mark om-mark-${standing}`, item).style.color = colours[standing];
        make("span", "", item, words[standing]);
        make("b", "", item, present[standing].toLocaleString("en-US"));
      }
    }

    /** From cold to hot, with the number of grids in each step; what it means opens on demand. */
    spots(steps, { cold, hot, short, method }) {
      this.clear("");
      if (steps.length) {
        const ends = make("div", "om-legend-ends", this.body);
        make("span", "", ends, cold);
        make("span", "", ends, hot);
        const list = make("ol", "om-legend-steps om-legend-spots", this.body);
        for (const { colour, word, share, members } of steps) {
          const item = make("li", "", list);
          item.title = `${word}: ${members.toLocaleString("en-US")}`;
          make("i", "", item).style.background = colour;
          make("span", "", item, share);
          make("b", "", item, members.toLocaleString("en-US"));
        }
      }
      const open = this.body.dataset.open === "true";
      const details = make("details", "om-legend-method", this.body);
      details.open = open;
      details.addEventListener("toggle", () => { this.body.dataset.open = details.open; });
      make("summary", "", details, short);
      make("p", "om-legend-note", details, method);
    }

    clear(heading) {
      this.body.replaceChildren();
      if (heading) make("p", "om-legend-heading", this.body, heading);
    }
  }

  /** Fill the map's card: a name, lines below it, rows of a name and a value. */
  function fillCard(card, { head, sub, figure, unit, colour, rows = [], note }) {
    card.replaceChildren();
    const top = make("div", "om-card-head", card);
    make("strong", "", top, head);
    if (sub) make("span", "", top, sub);
    if (figure !== undefined) {
      const line = make("div", "om-card-figure", card);
      make("i", "om-swatch", line).style.backgroundColor = colour;
      make("b", "", line, figure);
      make("span", "", line, unit);
    }
    if (rows.length) {
      const parts = make("dl", "om-card-parts", card);
      for (const [name, value] of rows) {
        make("dt", "", parts, name);
        make("dd", "", parts, value);
      }
    }
    if (note) make("p", "om-card-note", card, note);
  }

  /** A list of cases that share a place, each a button. */
  function fillList(card, heading, entries, open) {
    card.replaceChildren();
    const top = make("div", "om-card-head", card);
    make("strong", "", top, heading);
    const list = make("div", "om-card-list", card);
    for (const { text, note, colour, standing, index } of entries) {
      const button = make("button", "", list);
      button.type = "button";
      make("i", `om-mark om-mark-${standing}`, button).style.color = colour;
      make("span", "", button, text);
      make("em", "", button, note);
      button.addEventListener("click", () => open(index));
    }
  }

  onemap.CaseLegend = CaseLegend;
  onemap.caseCard = { fillCard, fillList };
})();
