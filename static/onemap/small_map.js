// A few outlines with their names. Built node by node: texts are text nodes, so no name can become markup.
const SVG = "http://www.w3.org/2000/svg"

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
  for (const shape of data.shapes) svg.append(text("text", { x: shape.x, y: shape.y }, shape.name))
  parentElement.querySelector("svg")?.remove()
  parentElement.append(svg)
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
