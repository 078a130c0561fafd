// Units with their scores, clickable. Runs again on every change of data; texts reach the page as text nodes only.
export default function (component, style) {
  const { data, parentElement, setTriggerValue } = component
  const focused = parentElement.querySelector(":focus")?.dataset.code
  let root = parentElement.querySelector(".scores")
  if (!root) {
    root = document.createElement("nav")
    parentElement.appendChild(root)
  }
  dress(parentElement, style, () => reveal(root))
  root.className = `scores pattern-${data.pattern}`
  root.setAttribute("aria-label", data.label)
  root.style.setProperty("--hue", data.hue)
  root.replaceChildren(...data.groups.map((group) => drawGroup(group, data, setTriggerValue)))
  if (focused) root.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
  reveal(root)
}

// The chosen row of a long list is in sight; the page itself does not move.
function reveal(root) {
  const current = root.querySelector("[aria-current]")
  if (!current || root.scrollHeight <= root.clientHeight) return
  const row = current.getBoundingClientRect()
  const box = root.getBoundingClientRect()
  if (row.top < box.top || row.bottom > box.bottom) root.scrollTop += row.top - box.top - box.height / 2
}

function drawGroup(group, data, setTriggerValue) {
  const section = document.createElement("section")
  if (group.heading) {
    const heading = element("h4", "", group.heading)
    heading.append(element("small", "", group.count))
    section.append(heading)
  }
  const list = document.createElement("ol")
  for (const row of group.rows) {
    const item = document.createElement("li")
    item.append(drawRow(row, data, setTriggerValue))
    list.append(item)
  }
  section.append(list)
  if (group.footer) section.append(element("p", "footer", group.footer))
  return section
}

function drawRow(row, data, setTriggerValue) {
  const button = document.createElement("button")
  button.type = "button"
  button.dataset.code = row.code
  button.title = row.title
  if (row.code === data.current) button.setAttribute("aria-current", "true")
  const track = element("span", "track", "")
  if (row.total !== undefined) {
    const fill = element("span", "fill", "")
    fill.style.width = `${row.total}%`
    const band = element("span", "band", "")
    const from = Math.max(0, row.total - row.margin)
    band.style.left = `${from}%`
    band.style.width = `${Math.min(100, row.total + row.margin) - from}%`
    track.append(fill, band)
  }
  const words = element("span", "words", "")
  for (const word of row.words) words.append(element("em", word.tone, word.text))
  const foot = element("span", "foot", "")
  foot.append(words, element("span", "place", row.place))
  button.append(element("span", "name", row.name), track, element("span", "score", row.score), foot)
  button.onclick = () => setTriggerValue("picked", row.code)
  return button
}

// The style sheet is linked once, into the component's own shadow.
function dress(parent, style, then) {
  if (parent.querySelector("link")) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = new URL(style, document.baseURI).href
  link.onload = then
  parent.prepend(link)
}

function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}
