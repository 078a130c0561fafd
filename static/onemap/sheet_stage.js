// The table on which a sheet lies: its picture, kept until the next one is there, and what can be done with it.
// Pictures and files travel past the page's own connection. Texts are text nodes only.
const WIDTHS = [320, 4000] // What the server draws.
const REST_MS = 150 // A window that is being drawn larger asks once.
const SLOW_MS = 180 // A picture that comes sooner needs no sign that it is awaited.
const KEYS = { 1: "png", 2: "pdf", 3: "svg", l: "copy", z: "zoom" }

export default function ({ data, parentElement }, style) {
  let stage = parentElement.querySelector(".stage")?.stage
  if (!stage) {
    dress(parentElement, style)
    stage = new Stage(parentElement)
  }
  stage.show(data)
  return () => {
    if (!parentElement.isConnected) stage.end()
  }
}

class Stage {
  constructor(parent) {
    this.root = element("section", "stage")
    this.root.stage = this
    this.bar = element("div", "bar")
    this.table = element("div", "table")
    this.line = element("i", "line")
    this.frame = element("button", "frame")
    this.frame.type = "button"
    this.image = element("img", "sheet")
    this.image.draggable = false
    this.frame.append(this.image)
    this.box = element("div", "box")
    this.box.append(this.frame)
    this.fault = element("div", "fault")
    this.fault.setAttribute("role", "alert")
    this.fault.hidden = true
    this.table.append(this.line, this.box, this.fault)
    this.status = element("p", "status")
    this.status.setAttribute("role", "status")
    this.root.append(this.bar, this.table, this.status)
    parent.append(this.root)
    this.frame.onclick = (event) => this.zoom(event)
    this.shown = ""
    this.watch = new ResizeObserver(() => {
      clearTimeout(this.resting)
      this.resting = setTimeout(() => this.fit(), this.drawn ? REST_MS : 0)
    })
    this.watch.observe(this.table)
    this.keys = (event) => this.pressed(event)
    document.addEventListener("keydown", this.keys)
  }

  end() {
    this.watch.disconnect()
    this.wanted?.abort()
    document.removeEventListener("keydown", this.keys)
    if (this.url) URL.revokeObjectURL(this.url)
  }

  show(data) {
    const isNew = data.request !== this.data?.request
    this.data = data
    this.root.setAttribute("aria-label", data.words.stage)
    this.image.alt = data.alt
    this.frame.dataset.wait = data.words.drawing
    this.root.dataset.by = data.by
    if (isNew) {
      this.say("")
      this.root.classList.remove("zoomed")
    }
    this.drawBar()
    this.fit()
    if (data.fault) this.refuse(data.fault)
    else if (isNew) this.tell(null)
  }

  drawBar() {
    const { words, formats, offered } = this.data
    const focused = this.bar.querySelector(":focus")?.dataset.name
    const files = element("div", "files")
    for (const format of formats) {
      const isMain = format === this.data.main
      const made = button(isMain ? "main" : "", format, isMain ? words.download.replace("{format}", format.toUpperCase()) : format.toUpperCase())
      made.title = offered.includes(format) ? words[`about_${format}`] : words.not_offered
      made.disabled = !offered.includes(format) || Boolean(this.data.fault) || Boolean(this.busy)
      made.classList.toggle("busy", this.busy === format)
      made.onclick = () => this.save(format)
      files.append(made)
    }
    const copy = button("", "copy", words.copy)
    copy.title = words.about_copy
    copy.disabled = Boolean(this.data.fault)
    copy.onclick = () => this.copy()
    files.append(copy)
    if (this.data.live) {
      const live = element("a", "live", words.live)
      live.href = this.data.live
      live.title = words.about_live
      live.target = "_self"
      files.append(live)
    }
    const facts = element("div", "facts")
    facts.append(element("span", "", this.data.facts))
    if (this.data.code) {
      const code = element("span", "code")
      code.append(`${words.code} `, element("b", "", this.data.code))
      code.title = words.about_code
      facts.append(code)
    }
    this.bar.replaceChildren(files, facts)
    if (focused) this.bar.querySelector(`[data-name="${focused}"]`)?.focus({ preventScroll: true })
  }

  // The sheet as large as the table allows.
  fit() {
    const { aspect } = this.data ?? {}
    const room = { x: this.table.clientWidth - 32, y: this.table.clientHeight - 32 }
    if (!aspect || room.x < 40 || room.y < 40) return
    const fitting = Math.round(Math.min(room.x, room.y * aspect))
    const width = this.root.classList.contains("zoomed") ? Math.max(fitting * 2.5, Math.min(this.data.width_px, 1920)) : fitting
    this.frame.style.width = `${width}px`
    this.frame.style.height = `${width / aspect}px`
    this.frame.setAttribute("aria-label", this.root.classList.contains("zoomed") ? this.data.words.smaller : this.data.words.larger)
    this.frame.title = this.frame.getAttribute("aria-label")
    // Pixel for pixel: a picture of another width would be blurred by the browser.
    const dense = Math.round(width * Math.min(devicePixelRatio || 1, 2))
    this.ask(Math.min(Math.max(dense, WIDTHS[0]), WIDTHS[1]))
  }

  zoom(event) {
    if (this.fault.hidden === false || !this.url) return
    const at = this.frame.getBoundingClientRect()
    const place = event.detail
      ? { x: (event.clientX - at.left) / at.width, y: (event.clientY - at.top) / at.height }
      : { x: 0.5, y: 0.5 }
    this.root.classList.toggle("zoomed")
    this.fit()
    this.box.scrollTo(
      place.x * this.frame.offsetWidth - this.box.clientWidth / 2,
      place.y * this.frame.offsetHeight - this.box.clientHeight / 2,
    )
  }

  ask(width) {
    const { request, fault } = this.data
    if (fault || !request) return
    const wish = `${width} ${request}`
    if (this.wish === wish) return
    this.wanted?.abort()
    this.wanted = new AbortController()
    this.wish = wish
    const late = setTimeout(() => this.root.classList.add("waiting"), this.url ? SLOW_MS : 0)
    const over = () => {
      clearTimeout(late)
      if (this.wish === wish) this.root.classList.remove("waiting")
    }
    const address = new URL("api/sheet-preview", document.baseURI)
    address.search = new URLSearchParams({ q: request, w: String(width) })
    const { signal } = this.wanted
    fetch(address, { signal })
      .then(async (answer) => {
        if (!answer.ok) throw await refusal(answer, this.data.words)
        return answer.blob()
      })
      .then((blob) => this.lay(blob, { request, width }, signal))
      .then(over)
      .catch((error) => {
        if (signal.aborted) return clearTimeout(late)
        over()
        this.wish = ""
        this.tell(error.title ? error : unheard(this.data.words))
      })
  }

  // The new picture takes the old one's place only once it can be painted at once.
  async lay(blob, drawn, signal) {
    const url = URL.createObjectURL(blob)
    const next = new Image()
    next.src = url
    await next.decode()
    if (signal.aborted) return URL.revokeObjectURL(url)
    this.image.src = url
    if (this.url) URL.revokeObjectURL(this.url)
    this.url = url
    this.drawn = drawn
    this.root.classList.add("laid")
    this.root.dataset.drawn = this.data.code
    this.tell(null)
  }

  // A fault of the choice itself: nothing is asked of the server, and the last picture makes way.
  refuse(fault) {
    this.wanted?.abort()
    this.wish = ""
    this.root.classList.remove("waiting")
    this.tell(fault, false)
  }

  tell(fault, canRetry = true) {
    this.fault.hidden = !fault
    this.root.classList.toggle("failed", Boolean(fault))
    if (!fault) return this.fault.replaceChildren()
    const { words } = this.data
    const parts = [element("b", "", fault.title), element("p", "", fault.detail ?? "")]
    if (fault.remedy) parts.push(element("p", "remedy", fault.remedy))
    if (canRetry) {
      const again = button("", "again", words.again)
      again.onclick = () => {
        this.tell(null)
        this.fit()
      }
      parts.push(again)
    }
    this.fault.replaceChildren(...parts)
  }

  say(text, tone = "") {
    this.status.textContent = text
    this.status.dataset.tone = tone
  }

  async save(format) {
    if (this.busy) return
    const { words, request, by } = this.data
    this.busy = format
    this.drawBar()
    this.say(words.making.replace("{format}", format.toUpperCase()))
    try {
      const answer = await post("api/sheet-export", { request, format, by })
      if (!answer.ok) throw await refusal(answer, words)
      const blob = await answer.blob()
      const name = decodeURIComponent(answer.headers.get("X-Sheet-Name") ?? `sheet.${format}`)
      hand(blob, name)
      this.say(words.made.replace("{name}", name).replace("{size}", size(blob.size)), "good")
    } catch (error) {
      const fault = error.title ? error : unheard(words)
      this.say([fault.title, fault.detail, fault.remedy].filter(Boolean).join(" · "), "bad")
    } finally {
      this.busy = ""
      this.drawBar()
    }
  }

  async copy() {
    const { words, request } = this.data
    try {
      const answer = await post("api/sheet-keep", { request })
      if (!answer.ok) throw await refusal(answer, words)
      const { link } = await answer.json()
      const whole = new URL(link, document.baseURI).href
      await put(whole)
      this.say(words.copied.replace("{link}", whole), "good")
    } catch (error) {
      const fault = error.title ? error : unheard(words)
      this.say([fault.title, fault.detail].filter(Boolean).join(" · "), "bad")
    }
  }

  // Single keys, as long as nobody writes or chooses somewhere else.
  pressed(event) {
    if (!this.root.isConnected) return this.end()
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
    const at = event.composedPath()[0]
    if (at?.closest?.("input, textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=dialog]")) return
    const name = KEYS[event.key.toLowerCase()]
    if (event.key === "Escape" && this.root.classList.contains("zoomed")) this.frame.click()
    else if (name === "zoom") this.frame.click()
    else if (name) this.bar.querySelector(`[data-name="${name}"]`)?.click()
    else return
    event.preventDefault()
  }
}

function post(path, content) {
  return fetch(new URL(path, document.baseURI), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
  })
}

// The words of a refusal: always title, detail and remedy, or the general ones.
async function refusal(answer, words) {
  try {
    const told = await answer.json()
    return told.title ? told : unheard(words)
  } catch {
    return unheard(words)
  }
}

function unheard(words) {
  return { title: words.unheard, detail: words.unheard_detail, remedy: "" }
}

function hand(blob, name) {
  const url = URL.createObjectURL(blob)
  const link = document.createElement("a")
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

// Over plain http, as on most intranets, there is no clipboard but the old way.
async function put(text) {
  if (navigator.clipboard && isSecureContext) return navigator.clipboard.writeText(text)
  const field = document.createElement("textarea")
  field.value = text
  field.style.cssText = "position:fixed;opacity:0"
  document.body.append(field)
  field.select()
  document.execCommand("copy")
  field.remove()
}

function size(bytes) {
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

function button(className, name, text) {
  const made = element("button", className, text)
  made.type = "button"
  made.dataset.name = name
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
