/* What the card says of a bubble, a case, a cell and a grid. */
(() => {
  "use strict";
  const onemap = window.onemap;
  const { toLocal } = onemap.geometry;
  const { nameOf } = onemap.labels;
  const number = (value) => value.toLocaleString("en-US");

  /** A day (since 1970) as the language writes it. */
  function dayText(day, text) {
    const date = new Date(day * 86400000);
    const month = text.months[date.getUTCMonth()];
    return text.date.replace("{y}", date.getUTCFullYear()).replace("{m}", month).replace("{d}", date.getUTCDate());
  }

  const classText = (i, data, cases) => cases.classes[data.classes[data.classOf[i]]] || data.classes[data.classOf[i]];
  const stateText = (i, data, cases) => cases.states[data.states[data.stateOf[i]]] || data.states[data.stateOf[i]];

  function mark({ members, many }, mine, scene) {
    const { cases } = scene;
    const { text } = cases;
    const { data } = mine.chosen;
    if (!many) {
      const i = members[0];
      const standing = data.standing[i] === 2 ? ` · ${text.standing[2]}` : "";
      return {
        head: data.subclasses[data.subclassOf[i]] || classText(i, data, cases),
        sub: classText(i, data, cases),
        rows: [[cases.text.day, dayText(data.day[i], text)], [text.state, stateText(i, data, cases) + standing]],
        note: text.open_case,
      };
    }
    const standing = [0, 0, 0, 0];
    const classes = new Map();
    for (const i of members) {
      standing[data.standing[i]] += 1;
      const name = classText(i, data, cases);
      classes.set(name, (classes.get(name) || 0) + 1);
    }
    const rows = [2, 1, 0, 3].filter((step) => standing[step]).map((step) => [text.standing[step], number(standing[step])]);
    const top = [...classes].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([name]) => name).join(" · ");
    return { head: text.n_cases.replace("{n}", number(members.length)), sub: top, rows, note: text.zoom_in };
  }

  /** The community at a place, with what it lies in. */
  function placeOf(position, scene, map) {
    const { lat, lng } = map.containerPointToLatLng(position);
    const i = scene.level.hit(...toLocal(lng, lat));
    if (i < 0) return ["", ""];
    return [nameOf(scene.level.units[i], scene.lang), scene.parentsOf(i).join(" · ")];
  }

  function cell(value, position, mine, scene, map) {
    const { text, frames } = scene.cases;
    const [name, parents] = placeOf(position, scene, map);
    const when = mine.frame < 0 ? text.whole : frames.labels[mine.frame];
    return {
      head: text.n_cases.replace("{n}", number(value)),
      sub: when,
      rows: name ? [[text.near, parents ? `${name}, ${parents}` : name]] : [],
      note: text.zoom_in,
    };
  }

  function spot(i, mine, scene) {
    const { text, colours } = scene.cases;
    const { spots } = mine;
    const unit = scene.level.units[i];
    const people = unit.population;
    const rate = people > 0 ? ((spots.cases[i] / people) * 1000).toFixed(1) : scene.text.none;
    const step = spots.classes[i];
    return {
      head: nameOf(unit, scene.lang),
      sub: scene.parentsOf(i).join(" · "),
      figure: spots.enough ? text.spot[step + 3] : scene.text.none,
      unit: "",
      colour: colours.hot[step + 3],
      rows: [
        [text.grid_cases, number(spots.cases[i])],
        [text.population, people > 0 ? number(people) : scene.text.none],
        [text.per_thousand, rate],
        [text.z, spots.z[i].toFixed(2)],
      ],
    };
  }

  /** One line of the list of cases at a place. */
  function entry(index, data, colours, scene) {
    const { cases } = scene;
    const standing = data.standing[index];
    return {
      index, standing, colour: colours.standing[standing],
      text: data.subclasses[data.subclassOf[index]] || classText(index, data, cases),
      note: `${dayText(data.day[index], cases.text)} · ${stateText(index, data, cases)}`,
    };
  }

  onemap.caseWords = { mark, cell, spot, entry };
})();
