/* A scene: one update joined to its geometry — everything the painter, the labels and the card ask for. */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { nameOf } = onemap.labels;
  let number = 0;

  // Levels from coarse to fine, by membership, for the names of a unit's parents.
  const LADDER = {
    zone: ["zone", "street_part", "community", "grid"],
    county: ["county", "street", "community", "grid"],
  };

  class Scene {
    constructor(update, level, figures, others) {
      Object.assign(this, update, figures, others, { level, number: (number += 1), cache: new Map() });
      this.shadeUnits();
      this.findScope();
      this.brightGroups = this.brightCodes(this.membership);
      this.brightStreets = new Set();
      this.classes.forEach((step, i) => { if (step >= -1) this.brightStreets.add(this.streetOf(level.units[i])); });
    }

    /** All that lines and surroundings depend on, as one key: two scenes of one setting differ in figures only. */
    get setting() {
      const { hash, level, membership, theme, weight, scope, filter, brightGroups, context } = this;
      return JSON.stringify([hash, level.level, membership, theme, weight, scope, filter, [...brightGroups].sort(), Boolean(context)]);
    }

    /** Colours in use, and for each unit the index of its own. */
    shadeUnits() {
      const { theme, filter, classes, level } = this;
      const steps = onemap.stepsOf(theme.ramp, this.k);
      const away = onemap.mix(theme.map_neighbour, theme.map_edge_strong, theme.dark ? 0.07 : 0.09);
      this.shades = [...steps, theme.no_data, away];
      const [missing, outside] = [steps.length, steps.length + 1];
      const chosen = new Set(filter);
      this.colours = classes.map((step, i) => {
        if (step < -1 || (chosen.size && !chosen.has(level.units[i].category))) {
          classes[i] = -2;
          return outside;
        }
        return step < 0 ? missing : Math.min(step, steps.length - 1);
      });
    }

    // The scope's outline, when it is smaller than the region and its level can be told from the units.
    findScope() {
      const { level: group, code } = this.scopeUnit;
      const known = group !== "city" && this.level.units.some((_, i) => this.level.groupOf(i, group) === code);
      this.scope = { group: known ? group : null, code, banded: group === this.membership };
    }

    brightCodes(group) {
      const bright = new Set();
      this.classes.forEach((step, i) => { if (step >= -1) bright.add(this.level.groupOf(i, group)); });
      return bright;
    }

    /** Strength of the category band of a zone: quiet where nothing is in view of the question. */
    bandOf = (code, category) => {
      if (this.filter.length && !this.filter.includes(category)) return 0.12;
      return this.brightGroups.has(code) ? 1 : 0.22;
    };

    isOpen(i) {
      return i >= 0 && this.classes[i] >= -1;
    }

    value(i) {
      const num = this.num[i];
      return this.names.den ? (num / this.den[i]) * this.factor : num * this.factor;
    }
    hasValue(i) {
      return Number.isFinite(this.value(i));
    }
    valueText(i) {
      if (this.plain) return ""; // The ground of another picture: its units carry no figure.
      const value = this.value(i);
      return Number.isFinite(value) ? this.format(value, this.digits) : this.text.none;
    }
    numberText(value) {
      if (!Number.isFinite(value)) return this.text.none;
      return this.format(value, Number.isInteger(value) ? 0 : 2);
    }
    format(value, digits) {
      return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    }

    /** Code of a unit's street in the streets of this membership: a street in two zones has a part in each. */
    streetOf(unit) {
      const part = `${unit.street}~${unit.zone}`;
      return this.streetLevel.index.has(part) ? part : unit.street;
    }

    /** Names of the units above unit i, nearest first, as far as their levels have arrived. */
    parentsOf(i) {
      const { level, hash, streetLevel, groupLevel, lang } = this;
      const unit = level.units[i];
      const above = [
        [onemap.loader.peek(hash, "community"), unit.parent, level.level === "grid"],
        [streetLevel, this.streetOf(unit), level.level === "grid" || level.level === "community"],
        [groupLevel, unit[this.membership], level !== groupLevel],
      ];
      return above.flatMap(([source, code, applies]) => {
        const at = applies && source ? source.index.get(code) : undefined;
        return at === undefined ? [] : [nameOf(source.units[at], lang)];
      });
    }
  }

  onemap.Scene = Scene;
  onemap.LADDER = LADDER;
})();
