// Course, calendar and week of cases: three small charts whose days and months can be picked. Texts are text nodes only.
const DRAW = { course: drawCourse, calendar: drawCalendar, hours: drawHours }

export default function (component, style) {
  const { data, parentElement, setTriggerValue } = component
  const focused = parentElement.querySelector(":focus")?.dataset.code
  let root = parentElement.querySelector(".chart")
  if (!root) {
    root = element("div", "chart")
    parentElement.appendChild(root)
  }
  dress(parentElement, style)
  root.replaceChildren(...DRAW[data.kind](data, (code) => setTriggerValue("picked", code)))
  if (focused) root.querySelector(`[data-code="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

// bars: [code, words, count, strong] each.
function drawCourse({ bars, label, left, middle, right, pressed }, pick) {
  const top = Math.max(1, ...bars.map((bar) => bar[2]))
  const box = element("div", "bars")
  box.setAttribute("role", "group")
  box.setAttribute("aria-label", label)
  if (bars.length > 60) box.style.setProperty("--gap", "1px")
  for (const [code, words, count, strong] of bars) {
    const button = dayButton(code, words, pressed, pick)
    button.classList.toggle("rest", !strong)
    const bar = element("i")
    bar.style.height = `${(count / top) * 100}%`
    button.append(bar)
    box.append(button)
  }
  roam(box, 1)
  return [box, axis(left, middle, right)]
}

// days: [code, words, count, weekday 0-6, begins a month] each, without a gap; months: [day's position, words] each.
function drawCalendar({ days, label, weekdays, months, ramp, key, pressed }, pick) {
  const grid = element("div", "calendar")
  const lead = days.length ? days[0][3] : 0
  const weeks = Math.ceil((lead + days.length) / 7)
  const head = element("div", "months")
  for (const [at, words] of months) {
    const name = element("span", "", words)
    name.style.left = `${(Math.floor((lead + at) / 7) / weeks) * 100}%`
    head.append(name)
  }
  const side = element("div", "weekdays")
  side.append(...weekdays.map((words) => element("span", "", words)))
  const sheet = element("div", "weeks")
  sheet.setAttribute("role", "group")
  sheet.setAttribute("aria-label", label)
  const tone = toner(days.map((day) => day[2]), ramp)
  days.forEach(([code, words, count, weekday, begins], index) => {
    const button = dayButton(code, words, pressed, pick)
    if (index === 0) button.style.gridRow = String(weekday + 1)
    const colour = tone(count)
    if (colour) button.style.setProperty("--tone", colour)
    else if (index) button.removeAttribute("style")
    button.classList.toggle("first-of-month", begins && index > 0)
    sheet.append(button)
  })
  roam(sheet, 7)
  grid.append(head, side, sheet)
  return [grid, toneKey(key, ramp)]
}

// counts: seven rows of 24; words: the same for the pointer.
function drawHours({ counts, words, label, weekdays, hours, ramp, note }) {
  const grid = element("div", "hours")
  grid.setAttribute("role", "img")
  grid.setAttribute("aria-label", label)
  const tone = toner(counts.flat(), ramp)
  counts.forEach((row, weekday) => {
    grid.append(element("span", "", weekdays[weekday]))
    row.forEach((count, hour) => {
      const cell = element("i")
      const colour = tone(count)
      if (colour) cell.style.setProperty("--tone", colour)
      cell.title = words[weekday][hour]
      grid.append(cell)
    })
  })
  grid.append(element("span"), ...hours.map((hour) => element("em", "", hour)))
  return note ? [grid, element("p", "note", note)] : [grid]
}

// A tone for a count: none for none, else the step of its share of the most.
function toner(counts, ramp) {
  const top = Math.max(1, ...counts)
  return (count) => (count ? ramp[Math.min(ramp.length - 1, Math.floor((count / top) * ramp.length))] : "")
}

function toneKey([least, most], ramp) {
  const row = element("div", "axis")
  const key = element("span", "key", "")
  key.append(element("span", "", least), ...ramp.map((colour) => {
    const step = element("i")
    step.style.background = colour
    return step
  }), element("span", "", most))
  row.append(key)
  return row
}

function dayButton(code, words, pressed, pick) {
  const button = element("button")
  button.type = "button"
  button.dataset.code = code
  button.title = words
  button.setAttribute("aria-label", words)
  if (code === pressed) button.setAttribute("aria-pressed", "true")
  button.onclick = () => pick(code)
  return button
}

// One stop of the Tab key for all; arrows move, by `step` sideways and by one (or not at all) up and down.
function roam(box, step) {
  const all = [...box.children]
  const first = Math.max(0, all.findIndex((button) => button.getAttribute("aria-pressed") === "true"))
  all.forEach((button, index) => { button.tabIndex = index === first ? 0 : -1 })
  box.onkeydown = (event) => {
    const by = { ArrowLeft: -step, ArrowRight: step, ArrowUp: step > 1 ? -1 : 0, ArrowDown: step > 1 ? 1 : 0 }[event.key]
    const next = by && all[all.indexOf(event.target) + by]
    if (!next) return
    event.preventDefault()
    event.target.tabIndex = -1
    next.tabIndex = 0
    next.focus()
  }
}

function axis(...words) {
  const row = element("div", "axis")
  row.append(...words.map((text) => element("span", "", text)))
  return row
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
