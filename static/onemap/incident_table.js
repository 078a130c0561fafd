// The list of cases: columns that sort, rows that lead to a case, pages that turn. Texts are text nodes only.
export default function (component, style) {
  const { data, parentElement, setTriggerValue } = component
  const focused = parentElement.querySelector(":focus")?.dataset.name
  let root = parentElement.querySelector(".cases")
  if (!root) {
    root = element("div", "cases")
    parentElement.appendChild(root)
  }
  dress(parentElement, style)
  const sheet = element("div", "sheet")
  const table = element("table")
  table.append(head(data.columns, setTriggerValue), body(data))
  sheet.append(table)
  root.replaceChildren(sheet, pager(data, setTriggerValue))
  if (data.anchor && location.hash === `#${data.anchor}` && !root.dataset.reached) {
    root.dataset.reached = "yes"
    reach(data.anchor)
  }
  if (focused) root.querySelector(`[data-name="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true })
}

// A link may name the list in its hash, but the page is drawn too late for the browser to find it by itself. What is
// drawn above the list later must not push it away, until the reader does something.
function reach(id) {
  const target = document.getElementById(id)
  const sheet = target?.closest("[data-testid=stMainBlockContainer]")
  if (!sheet) return
  const watch = new ResizeObserver(() => target.scrollIntoView({ block: "start" }))
  watch.observe(sheet)
  const stop = () => watch.disconnect()
  for (const deed of ["wheel", "pointerdown", "keydown"]) addEventListener(deed, stop, { once: true, capture: true, passive: true })
  setTimeout(stop, 3000)
}

// columns: { id, name, kind, sort } – `sort` is absent where the list cannot be sorted by it.
function head(columns, setTriggerValue) {
  const row = element("tr")
  for (const { id, name, kind, sort, title } of columns) {
    const cell = element("th", kind === "num" ? "num" : "")
    cell.scope = "col"
    if (sort === undefined) cell.append(element("span", "", name))
    else {
      const button = element("button", "", name)
      button.type = "button"
      button.dataset.name = id
      if (title) button.title = title
      button.onclick = () => setTriggerValue("sorted", id)
      if (sort) cell.setAttribute("aria-sort", sort)
      cell.append(button)
    }
    row.append(cell)
  }
  const made = element("thead")
  made.append(row)
  return made
}

// rows: { href, cells } – a cell is text, or for the kinds `what` and `tags` a list of parts.
function body({ columns, rows }) {
  const made = element("tbody")
  for (const { href, cells } of rows) {
    const row = element("tr")
    cells.forEach((cell, index) => row.append(drawCell(cell, columns[index].kind, href)))
    row.onclick = (event) => {
      if (!event.target.closest("a") && !String(getSelection())) row.querySelector("a").click()
    }
    made.append(row)
  }
  return made
}

function drawCell(cell, kind, href) {
  const made = element("td", kind)
  if (kind === "what") {
    const [strong, title, number] = cell
    const link = element("a")
    link.href = href
    link.target = "_self"
    link.append(element("b", "", strong), element("span", "", title), element("small", "", number))
    made.append(link)
  } else if (kind === "tags") made.append(...cell.map(([words, tone]) => element("span", `tag tag-${tone}`, words)))
  else if (Array.isArray(cell)) made.append(element("span", cell[1], cell[0]))
  else made.append(cell)
  return made
}

function pager({ page, pages, range, words }, setTriggerValue) {
  const nav = element("nav", "pager")
  nav.setAttribute("aria-label", words.pages)
  nav.append(element("span", "range", range))
  const turn = (to) => setTriggerValue("turned", to)
  const button = (text, to, label) => {
    const made = element("button", "", text)
    made.type = "button"
    made.dataset.name = `${label}`
    made.setAttribute("aria-label", label)
    made.disabled = to < 1 || to > pages || to === page
    made.onclick = () => turn(to)
    return made
  }
  nav.append(button("«", 1, words.first), button("‹", page - 1, words.before))
  for (let to = Math.max(1, page - 2); to <= Math.min(pages, Math.max(page + 2, 5)); to += 1) {
    const made = button(String(to), to, `${words.page} ${to}`)
    if (to === page) made.setAttribute("aria-current", "page")
    nav.append(made)
  }
  nav.append(button("›", page + 1, words.after), button("»", pages, words.last))
  const label = element("label", "", words.go_to)
  const field = element("input")
  field.type = "number"
  field.min = "1"
  field.max = String(pages)
  field.value = String(page)
  field.dataset.name = "page"
  field.onchange = () => {
    const to = Math.min(pages, Math.max(1, Math.round(Number(field.value)) || page))
    if (to !== page) turn(to)
  }
  label.append(field, `/ ${pages.toLocaleString("en")}`)
  nav.append(label)
  return nav
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
