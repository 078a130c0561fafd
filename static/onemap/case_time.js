/* The time bar: one column a month or day, play, steps and speed. Playing never leaves the browser. */
(() => {
  "use strict";
  const onemap = window.onemap;
  const ICONS = {
    play: "M8 5v14l11-7z",
    pause: "M7 5h4v14H7zM14 5h4v14h-4z",
    back: "M17 5v14l-9-7zM5 5h2.4v14H5z",
    forward: "M7 5v14l9-7zM16.6 5H19v14h-2.4z",
  };
  const SPEEDS = [1, 2, 4];
  const MONTH_MS = 900; // A month at simple speed; a day is shorter.
  const DAY_MS = 420;

  const make = (tag, name, parent, text) => {
    const element = document.createElement(tag);
    element.className = name;
    if (text !== undefined) element.textContent = text;
    if (parent) parent.append(element);
    return element;
  };

  function draw(button, name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    button.replaceChildren(svg);
  }

  class TimeBar {
    /** `changed` hears the frame to show: -1 is the whole period. */
    constructor(root, changed) {
      this.changed = changed;
      this.frame = -1;
      this.speed = 1;
      const bar = (this.bar = make("div", "om-time", root));
      bar.setAttribute("role", "group");
      bar.hidden = true;
      const button = (name, act) => {
        const made = make("button", `om-time-button om-time-${name}`, bar);
        made.type = "button";
        made.addEventListener("click", act);
        return made;
      };
      this.playButton = button("play", () => this.toggle());
      this.backButton = button("back", () => this.step(-1));
      this.forwardButton = button("forward", () => this.step(1));
      draw(this.playButton, "play");
      draw(this.backButton, "back");
      draw(this.forwardButton, "forward");
      const track = make("div", "om-time-track", bar);
      this.columns = make("div", "om-time-columns", track);
      this.range = make("input", "om-time-range", track);
      Object.assign(this.range, { type: "range", min: 0, step: 1, value: 0 });
      this.range.addEventListener("input", () => { this.pause(); this.show(Number(this.range.value)); });
      const label = make("div", "om-time-label", bar);
      this.label = make("b", "", label);
      this.count = make("span", "", label);
      this.speedButton = button("speed", () => this.faster());
      this.wholeButton = button("whole", () => { this.pause(); this.show(-1); });
      bar.addEventListener("keydown", (event) => this.key(event));
      L.DomEvent.disableClickPropagation(bar);
      L.DomEvent.disableScrollPropagation(bar);
    }

    /** Frames of a filter: labels, located and all cases of each; an unchanged filter keeps the frame and plays on. */
    set({ id, whole, labels, located, cases, byDay, text, format }) {
      Object.assign(this, { period: whole, labels, located, cases, byDay, text, format });
      if (this.id !== id) {
        this.pause();
        this.frame = -1;
      }
      this.id = id;
      const most = Math.max(1, ...located);
      this.columns.replaceChildren(...located.map((n) => {
        const column = make("i", "");
        column.style.height = `${Math.max(n ? 6 : 2, (100 * n) / most)}%`;
        return column;
      }));
      this.range.max = Math.max(0, labels.length - 1);
      this.bar.setAttribute("aria-label", text.time);
      for (const [button, word] of [[this.backButton, "back"], [this.forwardButton, "forward"], [this.speedButton, "speed"], [this.wholeButton, "whole"]]) {
        button.title = text[word];
        button.setAttribute("aria-label", text[word]);
      }
      this.wholeButton.textContent = text.whole;
      this.range.setAttribute("aria-label", text.time);
      this.tell();
    }

    visible(yes) {
      this.bar.hidden = !yes || this.labels.length < 2;
      if (this.bar.hidden) this.pause();
    }

    show(frame) {
      this.frame = frame;
      this.tell();
      this.changed(frame);
    }

    tell() {
      const { frame, text } = this;
      const whole = frame < 0;
      const sum = (list) => list.reduce((a, b) => a + b, 0);
      const located = whole ? sum(this.located) : this.located[frame];
      const all = whole ? sum(this.cases) : this.cases[frame];
      this.label.textContent = whole ? this.period : this.labels[frame] ?? "";
      this.count.textContent = text.shown.replace("{located}", this.format(located)).replace("{cases}", this.format(all));
      [...this.columns.children].forEach((column, i) => column.classList.toggle("om-now", i === frame));
      this.bar.classList.toggle("om-whole", whole);
      this.wholeButton.setAttribute("aria-pressed", String(whole));
      if (!whole) this.range.value = frame;
      this.range.setAttribute("aria-valuetext", `${this.label.textContent}, ${this.count.textContent}`);
      this.speedButton.textContent = `${this.speed}×`;
      draw(this.playButton, this.playing ? "pause" : "play");
      const word = this.playing ? text.pause : text.play;
      this.playButton.title = word;
      this.playButton.setAttribute("aria-label", word);
    }

    step(by) {
      this.pause();
      const last = this.labels.length - 1;
      this.show(this.frame < 0 ? (by > 0 ? 0 : last) : Math.max(0, Math.min(last, this.frame + by)));
    }

    toggle() {
      if (this.playing) this.pause();
      else this.play();
    }
    play() {
      const last = this.labels.length - 1;
      this.playing = true;
      this.show(this.frame < 0 || this.frame >= last ? 0 : this.frame);
      const wait = () => (this.byDay ? DAY_MS : MONTH_MS) / this.speed;
      let due = performance.now() + wait();
      const tick = (now) => {
        if (!this.playing) return;
        if (now >= due) {
          due = now + wait();
          if (this.frame >= last) return this.pause();
          this.show(this.frame + 1);
        }
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
    }
    pause() {
      if (!this.playing) return;
      this.playing = false;
      this.tell();
    }
    faster() {
      this.speed = SPEEDS[(SPEEDS.indexOf(this.speed) + 1) % SPEEDS.length];
      this.tell();
    }

    /** Space plays wherever the focus is on the map; arrows step while the bar has the focus. */
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
      if (step) this.step(step);
      else if (event.key === "Home") { this.pause(); this.show(0); }
      else if (event.key === "End") { this.pause(); this.show(this.labels.length - 1); }
      else if (event.key === " " && event.target === this.range) this.toggle();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
  }

  onemap.TimeBar = TimeBar;
})();
