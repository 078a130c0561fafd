// The maps of proposed boundaries, built node by node from marks: texts are text nodes, so no name can become markup.
// Pointing at a unit lifts it out in all three maps; a click asks for a closer look at it.
const SVG = "http://www.w3.org/2000/svg"
let count = 0

export default function ({ data, parentElement, setTriggerValue }, style) {
  if (!parentElement.querySelector("link")) {
    const link = document.createElement("link")
    link.rel = "stylesheet"
    link.href = new URL(style, document.baseURI).href
    parentElement.prepend(link)
  }
  const mark = `bd${(count += 1)}`
  const svg = node("svg", { viewBox: `0 0 ${data.width} ${data.height}`, role: "img", "aria-label": data.title })
  const defs = svg.appendChild(node("defs", {}))
  for (const ink of ["gain", "loss"]) defs.append(hatch(`${mark}-${ink}`, ink))
  data.marks.forEach((one, at) => svg.append(one.marks ? group(one, `${mark}-w${at}`, defs, mark) : drawn(one, mark)))
  listen(svg, data.picks ? (code) => setTriggerValue("picked", code) : null)
  parentElement.querySelector("svg")?.remove()
  parentElement.append(svg)
}

function group({ window: [x, y, width, height], marks }, id, defs, mark) {
  const clip = node("clipPath", { id })
  clip.append(node("rect", { x, y, width, height }))
  defs.append(clip)
  const made = node("g", { "clip-path": `url(#${id})` })
  made.append(...marks.map((one) => drawn(one, mark)))
  return made
}

function drawn(one, mark) {
  if (one.text !== undefined) return words(one)
  const path = node("path", { d: one.d, "fill-rule": "evenodd" })
  path.style.fill = one.fill ? `var(--ink-${one.fill})` : "none"
  if (one.opacity !== undefined) path.style.fillOpacity = one.opacity
  if (one.stroke) path.style.stroke = `var(--ink-${one.stroke})`
  if (one.stroke) path.style.strokeWidth = one.width
  if (one.dash) path.style.strokeDasharray = one.dash.join(" ")
  if (!one.title) path.style.pointerEvents = "none"
  if (one.title) path.append(text("title", one.title))
  if (one.code) path.dataset.code = one.code
  if (one.hatch === undefined) return path
  const both = node("g", {})
  const lines = node("path", { d: one.d, "fill-rule": "evenodd", fill: `url(#${mark}-${one.fill})` })
  lines.style.pointerEvents = "none"
  both.append(path, lines)
  return both
}

function words(one) {
  const made = text("text", one.text)
  for (const name of ["x", "y"]) made.setAttribute(name, one[name])
  made.setAttribute("font-size", one.size)
  made.setAttribute("text-anchor", one.anchor ?? "start")
  made.style.fill = `var(--ink-${one.ink ?? "ink"})`
  if (one.bold) made.setAttribute("font-weight", "700")
  if (one.halo) made.classList.add("halo")
  return made
}

function hatch(id, ink) {
  const made = node("pattern", { id, width: 5, height: 5, patternUnits: "userSpaceOnUse",
    patternTransform: `rotate(${ink === "gain" ? 45 : 135})` })
  const line = node("path", { d: "M0 0V5", "stroke-width": 1.4 })
  line.style.stroke = `var(--ink-${ink})`
  made.append(line)
  return made
}

function listen(svg, pick) {
  const units = new Map()
  for (const path of svg.querySelectorAll("[data-code]")) {
    units.set(path.dataset.code, [...(units.get(path.dataset.code) ?? []), path])
    if (pick) path.classList.add("pickable")
  }
  const lift = (event, on) => units.get(event.target.dataset?.code)?.forEach((path) => path.classList.toggle("lifted", on))
  svg.addEventListener("pointerover", (event) => lift(event, true))
  svg.addEventListener("pointerout", (event) => lift(event, false))
  if (pick) svg.addEventListener("click", (event) => event.target.dataset?.code && pick(event.target.dataset.code))
}

function node(tag, attributes) {
  const made = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

function text(tag, words) {
  const made = node(tag, {})
  made.textContent = words
  return made
}
