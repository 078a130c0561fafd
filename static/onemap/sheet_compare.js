// Two sheets: one over the other with a line to drag, or side by side. Texts are text nodes only.
export default function ({ data, parentElement }, style) {
  dress(parentElement, style)
  const key = data.sides.map((side) => side.code).join(" ")
  const old = parentElement.querySelector(".compare")
  if (old?.dataset.key === key) return
  const root = element("section", "compare")
  root.dataset.key = key
  const [left, right] = data.sides
  const alike = Math.abs(left.aspect / right.aspect - 1) < 0.02
  root.append(heads(data), alike ? over(data) : beside(data))
  if (alike) root.append(turn(root, data))
  if (old) old.replaceWith(root)
  else parentElement.append(root)
}

function heads({ sides }) {
  const made = element("div", "heads")
  for (const side of sides) {
    const head = element("p")
    head.append(element("code", "", side.code), " ", element("span", "", side.name))
    made.append(head)
  }
  return made
}

// The left sheet lies above, cut at the line; a range input carries mouse, touch and keyboard.
function over({ sides, words }) {
  const made = element("div", "over")
  made.style.setProperty("--at", "50%")
  made.style.aspectRatio = String(sides[0].aspect)
  made.append(picture(sides[1], "below"), picture(sides[0], "above"), element("i", "line"))
  const slider = element("input")
  slider.type = "range"
  slider.min = "0"
  slider.max = "100"
  slider.step = "0.5"
  slider.value = "50"
  slider.setAttribute("aria-label", words.slider)
  slider.oninput = () => made.style.setProperty("--at", `${slider.value}%`)
  made.append(slider)
  return made
}

function beside({ sides }) {
  const made = element("div", "beside")
  for (const side of sides) made.append(picture(side, "one"))
  return made
}

function turn(root, data) {
  const made = element("button", "turn", data.words.side)
  made.type = "button"
  made.onclick = () => {
    const isOver = Boolean(root.querySelector(".over"))
    root.querySelector(".over, .beside").replaceWith(isOver ? beside(data) : over(data))
    made.textContent = isOver ? data.words.wipe : data.words.side
  }
  return made
}

// The small picture, which is always kept, stands in until the large one is there, or in place of one that is gone.
function picture(side, className) {
  const made = element("img", className)
  made.alt = `${side.code} ${side.name}`
  made.draggable = false
  made.src = new URL(side.small, document.baseURI).href
  const large = new Image()
  large.onload = () => { made.src = large.src }
  large.src = new URL(side.src, document.baseURI).href
  return made
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
