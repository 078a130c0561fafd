// A clickable list. Runs again on every change of data, so each run rebuilds the few rows it has
// and keeps the focus where it was.
export default function (component, style) {
  const { data, parentElement, setTriggerValue } = component
  const focused = parentElement.querySelector(":focus")?.dataset.code
  let root = parentElement.querySelector(".pick")
  if (!root) {
    root = document.createElement("nav")
    parentElement.appendChild(root)
  }
  dress(parentElement, style)
  root.className = `pick pick-${data.variant}`
  root.setAttribute("aria-label", data.label)
  root.style.setProperty("--name", `${Math.min(11, nameWidth(data.groups))}em`)
  root.style.setProperty("--value", `${Math.min(7, valueWidth(data.groups))}em`)
  root.replaceChildren(...data.groups.map((group) => drawGroup(group, data, setTriggerValue)))
  if (focused) root.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

// One width of the name column for all rows, so that the bars share an axis: 1 em a Chinese sign, about half for others.
const width = (text) => [...text].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 1 : 0.56), 0)
function nameWidth(groups) {
  return Math.max(4, ...groups.flatMap((group) => group.rows.map((row) => width(row.name + (row.note ?? "")) + 0.6)))
}

// Likewise of the values, which seldom need more than a number of five digits.
function valueWidth(groups) {
  return Math.max(3.9, ...groups.flatMap((group) => group.rows.map((row) => width(String(row.value ?? "")) + 0.3)))
}

function drawGroup(group, data, setTriggerValue) {
  const section = document.createElement("section")
  if (group.heading) {
    const heading = element("h4", "", group.heading)
    if (group.hue) heading.style.setProperty("--hue", group.hue)
    heading.classList.toggle("hued", Boolean(group.hue))
    section.append(heading)
  }
  const list = document.createElement("ol")
  for (const row of group.rows) {
    const item = document.createElement("li")
    item.append(drawRow(row, group, data, setTriggerValue))
    if (row.href && row.value) item.append(drawValue(row))
    list.append(item)
  }
  section.append(list)
  section.style.flexGrow = group.rows.length // Sections share spare height row by row.
  if (group.footer) section.append(element("p", "footer", group.footer))
  return section
}

function drawRow(row, group, data, setTriggerValue) {
  const button = document.createElement("button")
  button.type = "button"
  button.dataset.code = row.code
  if (row.title) button.title = row.title
  if (row.code === data.current) button.setAttribute("aria-current", "true")
  if (group.hue) button.style.setProperty("--hue", group.hue)
  const name = element("span", "name", row.name)
  if (row.note) name.append(" ", element("em", "", row.note))
  button.append(name)
  if (row.share !== undefined) {
    const track = element("span", "track", "")
    const bar = element("span", "bar", "")
    bar.style.width = `${Math.max(0, Math.min(1, row.share)) * 100}%`
    track.append(bar)
    button.append(track)
  }
  if (row.value && !row.href) button.append(element("span", "value", row.value))
  button.onclick = () => setTriggerValue("picked", row.code)
  return button
}

// A value that opens what stands behind it: a link of its own beside the row's button.
function drawValue(row) {
  const link = element("a", "value", row.value)
  link.href = row.href
  link.target = "_self"
  if (row.title) link.title = row.title
  link.setAttribute("aria-label", `${row.name} ${row.value}`)
  return link
}

// The style sheet is linked once, into the component's own shadow.
function dress(parent, style) {
  if (parent.querySelector("link")) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = new URL(style, document.baseURI).href
  parent.prepend(link)
}

function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}
