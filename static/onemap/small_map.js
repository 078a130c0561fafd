// A few outlines with their names. Built node by node: texts are text nodes, so no name can become markup.
const SVG = "http://www.w3.org/2000/svg"
const SIZE = 6.4 // Height of a name in the drawing's own units, as in small_map.css.

export default function ({ data, parentElement }, style) {
  if (!parentElement.querySelector("link")) {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = new URL(style, document.baseURI).href
    parentElement.prepend(link)
  }
  const margin = 2
  const svg = node("svg", {
    viewBox: `${-margin} ${-margin} ${data.width + 2 * margin} ${data.height + 2 * margin}`,
    role: "img",
    "aria-label": data.shapes.map((shape) => shape.name).join(", "),
  })
  svg.append(node("path", { d: data.outline, class: "outline" }))
  for (const shape of data.shapes) {
    const path = node("path", { d: shape.path, fill: data.hue, stroke: data.hue, "stroke-dasharray": data.dash, class: "unit" })
    path.append(text("title", {}, shape.name))
    svg.append(path)
  }
  const labels = placed(data)
  for (const { from, x, y, name, half } of labels.filter((label) => label.from)) {
    const end = x < from.x ? x + half + 1 : x - half - 1
    svg.append(node("path", { d: `M${end} ${y - SIZE * 0.32}L${from.x} ${from.y}`, class: "leader" }))
    svg.append(node("circle", { cx: from.x, cy: from.y, r: 1.2, class: "dot" }))
  }
  for (const { x, y, name } of labels) svg.append(text("text", { x, y }, name))
  parentElement.querySelector("svg")?.remove()
  parentElement.append(svg)
}

// Names at their places, the largest unit first; one that would lie on another goes outside, on a leader line.
function placed({ shapes, width }) {
  const labels = []
  const order = shapes.map((shape) => ({ shape, room: extent(shape.path) })).sort((a, b) => b.room - a.room)
  for (const { shape } of order) {
    const name = short(shape.name)
    const half = ([...name].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 1 : 0.58), 0) * SIZE) / 2
    const free = (x, y) => x - half > -14 && x + half < width + 14
      && labels.every((other) => Math.abs(other.x - x) > other.half + half + 1 || Math.abs(other.y - y) > SIZE * 1.15)
    const home = { x: shape.x, y: shape.y + SIZE * 0.32 }
    const spots = [[0, 0], [0, 4], [0, -4]].map(([dx, dy]) => ({ x: home.x + dx, y: home.y + dy }))
    const near = spots.find(({ x, y }) => free(x, y))
    const outside = [-1, 1].flatMap((side) => [0, -6, 6, -12, 12, -18, 18].map((dy) => ({
      x: side < 0 ? Math.max(half - 12, shape.x - 34 - half) : Math.min(width + 12 - half, shape.x + 34 + half),
      y: home.y + dy,
      from: { x: shape.x, y: shape.y },
    })))
    const spot = near ?? outside.find(({ x, y }) => free(x, y)) ?? home
    labels.push({ ...spot, name, half })
  }
  return labels
}

// Half the sum of a path's sides: enough to tell a large unit from a small one.
function extent(path) {
  const numbers = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? []
  const spread = (list) => Math.max(...list) - Math.min(...list)
  return spread(numbers.filter((_, i) => i % 2 === 0)) + spread(numbers.filter((_, i) => i % 2))
}

// Names of places on maps go without their kind in English; the tooltip has the whole name.
function short(name) {
  return name.replace(/ (District|County|City)$/, "").replace(/^.* Economic Development Zone$/, "Economic Zone")
}

function node(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

function text(tag, attributes, words) {
  const made = node(tag, attributes)
  made.textContent = words
  return made
}
