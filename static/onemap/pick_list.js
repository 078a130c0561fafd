// A clickable list. Runs again on every change of data, so each run rebuilds the few rows it has
// and keeps the focus where it was.
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const focused = parentElement.activeElement?.dataset?.code ?? parentElement.querySelector?.(":focus")?.dataset?.code
  let root = parentElement.querySelector(".pick")
  if (!root) {
    root = document.createElement("nav")
    parentElement.appendChild(root)
  }
  root.className = `pick pick-${data.variant}`
  root.setAttribute("aria-label", data.label)
  root.replaceChildren(...data.groups.map((group) => drawGroup(group, data, setTriggerValue)))
  if (focused) root.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
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
  if (row.title) button.title = row.title
  if (row.code === data.current) button.setAttribute("aria-current", "true")
  if (row.hue) button.style.setProperty("--hue", row.hue)
  const name = element("span", "name", row.name)
  if (row.note) name.append(element("em", "", row.note))
  button.append(name)
  if (row.share !== null && row.share !== undefined) {
    const track = element("span", "track", "")
    const bar = element("span", "bar", "")
    bar.style.width = `${Math.max(0, Math.min(1, row.share)) * 100}%`
    track.append(bar)
    button.append(track)
  }
  if (row.value) button.append(element("span", "value", row.value))
  button.onclick = () => setTriggerValue("picked", row.code)
  return button
}

function element(tag, className, text) {
  const made = document.createElement(tag)
  if (className) made.className = className
  if (text) made.textContent = text
  return made
}
