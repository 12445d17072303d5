// A deposit being corrected: numbers beside its lines, and a way from an error to its line. Without it, one counts lines.

const editor = document.querySelector('.editor')
const box = editor?.querySelector('textarea')

/** The number each shown line has in the file: a file folded away takes as many lines as it says. */
function numbers(text) {
  let at = 1
  return text.split('\n').map((line) => {
    const first = at
    at += 1
    for (const [, lines] of line.matchAll(/⟦fichier [^⟦⟧]* sur (\d+) lignes[^⟦⟧]*⟧/g)) at += Number(lines) - 1
    return first
  })
}

if (box) {
  const gutter = document.createElement('pre')
  gutter.className = 'gutter'
  gutter.setAttribute('aria-hidden', 'true')
  editor.append(gutter)
  editor.classList.add('numbered')
  let marked = new Set((editor.dataset.marked ?? '').split(' ').filter(Boolean).map(Number))
  const begun = box.value

  const follow = () => (gutter.scrollTop = box.scrollTop)
  const draw = () => {
    gutter.textContent = `${numbers(box.value)
      .map((number) => (marked.has(number) ? `▸ ${number}` : number))
      .join('\n')}\n\n\n`
    follow()
  }
  let isDrawing = false
  box.addEventListener('input', () => {
    if (box.value !== begun) marked = new Set()
    if (isDrawing) return
    isDrawing = true
    requestAnimationFrame(() => {
      isDrawing = false
      draw()
    })
  })
  box.addEventListener('scroll', follow)
  draw()
  // What is wrong is what one looks for.
  if (marked.size > 0) scrollTo(Math.min(...marked))

  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-line]') : null
    if (link === null) return
    event.preventDefault()
    show(Number(link.dataset.line))
  })

  function lineAt(number) {
    return Math.max(
      numbers(box.value).findLastIndex((each) => each <= number),
      0,
    )
  }

  function scrollTo(number) {
    const height = Number.parseFloat(getComputedStyle(box).lineHeight)
    box.scrollTop = Math.max(lineAt(number) * height - box.clientHeight / 3, 0)
    box.scrollLeft = 0
  }

  function show(number) {
    const at = lineAt(number)
    const lines = box.value.split('\n')
    const start = lines.slice(0, at).reduce((sum, line) => sum + line.length + 1, 0)
    box.focus({ preventScroll: true })
    box.setSelectionRange(start, start + lines[at].length)
    scrollTo(number)
    editor.scrollIntoView({ block: 'nearest' })
  }

  // What was typed is not lost by a click elsewhere.
  let isSent = false
  box.form?.addEventListener('submit', () => (isSent = true))
  addEventListener('beforeunload', (event) => {
    if (!isSent && box.value !== begun) event.preventDefault()
  })
}
