/* Geometry of one level: TopoJSON decoded to flat arrays, turned into canvas paths on demand.
 *
 * Everything is drawn from ARCS, the pieces of line that neighbours share: fills, edges, the outline of a county and
 * the band inside it then coincide to the last pixel at every zoom, which separate simplified files would not.
 */
(() => {
  "use strict";
  const onemap = (window.onemap = window.onemap || {});

  // Local coordinates: Web Mercator pixels at this zoom, relative to an origin inside the region. Canvas paths hold
  // 32-bit floats; so near the origin they are good to 0.02 px even at zoom 18.
  const ZOOM = 12;
  const WORLD = 256 * 2 ** ZOOM;
  const projectX = (lon) => (WORLD * (lon + 180)) / 360;
  const projectY = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return WORLD * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI));
  };
  const origin = { x: 0, y: 0, known: false };

  /** Local coordinates of a position in degrees. */
  const toLocal = (lon, lat) => [projectX(lon) - origin.x, projectY(lat) - origin.y];

  // Levels of detail, coarsest first: below `zoom`, vertices nearer than `step` local units are left out. Ends of arcs
  // always stay, and both neighbours use the same thinned arc, so no gaps open.
  const DETAILS = [{ zoom: 9.4, step: 6 }, { zoom: Infinity, step: 0 }];
  const detailFor = (zoom) => DETAILS.findIndex((detail) => zoom < detail.zoom);

  /** Undo quantisation and delta coding of one arc; a flat Float32Array x0,y0,x1,y1… of local coordinates. */
  function decodeArc(arc, transform) {
    const points = new Float32Array(arc.length * 2);
    let x = 0;
    let y = 0;
    for (let i = 0; i < arc.length; i += 1) {
      let [lon, lat] = arc[i];
      if (transform) {
        x += lon;
        y += lat;
        lon = x * transform.scale[0] + transform.translate[0];
        lat = y * transform.scale[1] + transform.translate[1];
      }
      points[2 * i] = projectX(lon) - origin.x;
      points[2 * i + 1] = projectY(lat) - origin.y;
    }
    return points;
  }

  function thin(points, step) {
    const kept = [points[0], points[1]];
    const last = points.length - 2;
    for (let i = 2; i < last; i += 2) {
      if (Math.hypot(points[i] - kept[kept.length - 2], points[i + 1] - kept[kept.length - 1]) >= step) {
        kept.push(points[i], points[i + 1]);
      }
    }
    kept.push(points[last], points[last + 1]);
    return new Float32Array(kept);
  }

  /** Rings of a Polygon or MultiPolygon as one list; lines as they are. */
  function ringsOf(geometry) {
    if (geometry.type === "MultiPolygon") return geometry.arcs.flat();
    if (geometry.type === "LineString") return [geometry.arcs];
    return geometry.arcs || [];
  }

  class Level {
    constructor(topology, level) {
      this.level = level;
      if (!origin.known) setOrigin(topology);
      const full = topology.arcs.map((arc) => decodeArc(arc, topology.transform));
      this.arcs = { [DETAILS.length - 1]: full };
      this.boxes = full.map(boxOf);
      this.box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const box of this.boxes) grow(this.box, box);
      // topojson-client joins arcs by their ends only: the thousands of small vertex arrays can go.
      topology.arcs = full.map((a) => [[a[0], a[1]], [a[a.length - 2], a[a.length - 1]]]);
      delete topology.transform;
      this.topology = topology;
      this.paths = new Map();
      if (topology.objects.units) this.readUnits(topology.objects.units);
    }

    readUnits(object) {
      this.object = object;
      this.units = object.geometries.map((geometry) => geometry.properties);
      this.rings = object.geometries.map(ringsOf);
      this.index = new Map(this.units.map((unit, i) => [unit.code, i]));
      this.points = this.units.map((unit) => toLocal(unit.lon, unit.lat));
      const extents = (this.extents = new Float32Array(this.units.length * 4));
      this.rings.forEach((rings, i) => {
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        for (const ring of rings) for (const arc of ring) grow(box, this.boxes[arc < 0 ? ~arc : arc]);
        extents.set(box, 4 * i);
      });
      // Edges between two units, for the fine lines; the region's own outline is drawn apart.
      const uses = new Uint8Array(this.boxes.length);
      for (const rings of this.rings) for (const ring of rings) for (const arc of ring) uses[arc < 0 ? ~arc : arc] += 1;
      this.shared = [...uses.keys()].filter((arc) => uses[arc] > 1);
      this.buildCells();
    }

    /** Code of the group (zone, county, street …) that unit i lies in. */
    groupOf(i, group) {
      return group === this.level ? this.units[i].code : this.units[i][group] ?? this.units[i].parent;
    }

    arcsAt(detail) {
      if (!this.arcs[detail]) {
        const full = this.arcs[DETAILS.length - 1];
        this.arcs[detail] = full.map((points) => (points.length > 4 ? thin(points, DETAILS[detail].step) : points));
      }
      return this.arcs[detail];
    }

    trace(path, ring, arcs, close) {
      let first = true;
      for (const reference of ring) {
        const points = arcs[reference < 0 ? ~reference : reference];
        const n = points.length;
        if (first) path.moveTo(points[reference < 0 ? n - 2 : 0], points[reference < 0 ? n - 1 : 1]);
        if (reference < 0) for (let i = n - 4; i >= 0; i -= 2) path.lineTo(points[i], points[i + 1]);
        else for (let i = 2; i < n; i += 2) path.lineTo(points[i], points[i + 1]);
        first = false;
      }
      if (close) path.closePath();
    }

    /** One path of many units. Each unit's own path is kept: joining those is ten times faster than drawing anew. */
    pathOf(indices, detail) {
      const single = this.remember(`single/${detail}`, () => new Array(this.units.length));
      const path = new Path2D();
      for (const i of indices) {
        if (!single[i]) {
          single[i] = new Path2D();
          for (const ring of this.rings[i]) this.trace(single[i], ring, this.arcsAt(detail), true);
        }
        path.addPath(single[i]);
      }
      return path;
    }

    /** One path of the arcs in `list` that touch `view`; no joins, so only for undashed hairlines. */
    edgesOf(list, detail, view) {
      const arcs = this.arcsAt(detail);
      const path = new Path2D();
      for (const arc of list) if (overlaps(this.boxes[arc], view)) this.trace(path, [arc], arcs, false);
      return path;
    }

    /** Lines between different groups (joined, so that dashes run on), or of a whole object when group is null. */
    mesh(group, detail) {
      return this.remember(`mesh/${group}/${detail}`, () => {
        const key = new Map(this.object.geometries.map((geometry, i) => [geometry, this.groupOf(i, group)]));
        const lines = this.remember(`arcs/${group}`, () =>
          topojson.meshArcs(this.topology, this.object, (a, b) => a !== b && key.get(a) !== key.get(b)).arcs);
        return this.linesPath(lines, detail);
      });
    }

    linesPath(lines, detail, close = false) {
      const path = new Path2D();
      for (const line of lines) this.trace(path, line, this.arcsAt(detail), close);
      return path;
    }

    /** Outline of one group (or of everything, group "all") as a closed path, with the units in it. */
    outline(group, code, detail) {
      const area = this.remember(`area/${group}/${code}`, () => {
        const members = this.object.geometries.filter((_, i) => group === "all" || this.groupOf(i, group) === code);
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        const rings = members.length ? topojson.mergeArcs(this.topology, members).arcs.flat() : [];
        for (const ring of rings) for (const arc of ring) grow(box, this.boxes[arc < 0 ? ~arc : arc]);
        return { rings, box, category: members.length ? members[0].properties.category : null };
      });
      const path = this.remember(`outline/${group}/${code}/${detail}`, () => this.linesPath(area.rings, detail, true));
      return { path, box: area.box, category: area.category };
    }

    groups(group) {
      return this.remember(`groups/${group}`, () => [...new Set(this.units.map((_, i) => this.groupOf(i, group)))]);
    }

    /** Path of one object of the background file (neighbours, rivers). */
    backdrop(name, detail) {
      return this.remember(`backdrop/${name}/${detail}`, () => {
        const object = this.topology.objects[name];
        const geometries = object ? object.geometries || [object] : [];
        return this.linesPath(geometries.flatMap(ringsOf), detail, name === "neighbours");
      });
    }

    /** Only the lines between two shapes of such an object, not its rim. */
    inner(name, detail) {
      return this.remember(`inner/${name}/${detail}`, () =>
        this.linesPath(topojson.meshArcs(this.topology, this.topology.objects[name], (a, b) => a !== b).arcs, detail));
    }

    remember(key, make) {
      if (!this.paths.has(key)) this.paths.set(key, make());
      return this.paths.get(key);
    }

    // Hit testing: a coarse grid of cells names the few units worth a point-in-polygon test.
    buildCells() {
      const side = (this.side = Math.max(8, Math.min(128, Math.ceil(Math.sqrt(this.units.length) * 1.5))));
      const cells = (this.cells = Array.from({ length: side * side }, () => []));
      const [x0, y0, x1, y1] = this.box;
      const cell = (value, low, high) => Math.max(0, Math.min(side - 1, Math.floor(((value - low) / (high - low)) * side)));
      this.cellAt = (x, y) => cell(y, y0, y1) * side + cell(x, x0, x1);
      for (let i = 0; i < this.units.length; i += 1) {
        const [a, b, c, d] = this.extents.subarray(4 * i, 4 * i + 4);
        for (let row = cell(b, y0, y1); row <= cell(d, y0, y1); row += 1) {
          for (let column = cell(a, x0, x1); column <= cell(c, x0, x1); column += 1) cells[row * side + column].push(i);
        }
      }
    }

    /** Index of the unit at a local position, or -1. */
    hit(x, y) {
      const [x0, y0, x1, y1] = this.box;
      if (x < x0 || x > x1 || y < y0 || y > y1) return -1;
      return this.cells[this.cellAt(x, y)].find((i) => this.contains(i, x, y)) ?? -1;
    }

    contains(i, x, y) {
      const [x0, y0, x1, y1] = this.extents.subarray(4 * i, 4 * i + 4);
      return x >= x0 && x <= x1 && y >= y0 && y <= y1 && this.inside(this.rings[i], x, y);
    }

    /** Even-odd rule over full-detail rings. */
    inside(rings, x, y) {
      const arcs = this.arcsAt(DETAILS.length - 1);
      let inside = false;
      for (const ring of rings) {
        for (const reference of ring) {
          const points = arcs[reference < 0 ? ~reference : reference];
          for (let k = 2; k < points.length; k += 2) {
            const [ax, ay, bx, by] = [points[k - 2], points[k - 1], points[k], points[k + 1]];
            if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
          }
        }
      }
      return inside;
    }

    /** Path data of one unit for an SVG outline. */
    svgOf(i) {
      const arcs = this.arcsAt(DETAILS.length - 1);
      return this.rings[i].map((ring) => {
        const points = ring.flatMap((reference) => {
          const pairs = [];
          const flat = arcs[reference < 0 ? ~reference : reference];
          for (let k = 0; k < flat.length; k += 2) pairs.push(`${flat[k].toFixed(2)} ${flat[k + 1].toFixed(2)}`);
          return reference < 0 ? pairs.reverse() : pairs;
        });
        return `M${points.join("L")}Z`;
      }).join("");
    }

    /** Indices of the units whose extent touches `view`. */
    within(view) {
      const found = [];
      const e = this.extents;
      for (let i = 0, k = 0; i < this.units.length; i += 1, k += 4) {
        if (e[k] <= view[2] && e[k + 2] >= view[0] && e[k + 1] <= view[3] && e[k + 3] >= view[1]) found.push(i);
      }
      return found;
    }
  }

  function boxOf(points) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < points.length; i += 2) grow(box, [points[i], points[i + 1], points[i], points[i + 1]]);
    return box;
  }
  function grow(box, other) {
    if (other[0] < box[0]) box[0] = other[0];
    if (other[1] < box[1]) box[1] = other[1];
    if (other[2] > box[2]) box[2] = other[2];
    if (other[3] > box[3]) box[3] = other[3];
  }
  const overlaps = (a, b) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
  /** The first file's corner serves all levels, whole pixels so that nothing is lost in it. */
  function setOrigin(topology) {
    const [lon, lat] = topology.transform ? topology.transform.translate : topology.arcs[0][0];
    Object.assign(origin, { x: Math.round(projectX(lon)), y: Math.round(projectY(lat)), known: true });
  }

  onemap.geometry = { ZOOM, Level, toLocal, detailFor, overlaps, origin };
})();
