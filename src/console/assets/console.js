// What pages do beyond links and forms. Everything works without it, with more clicks.

const isTyping = (target) =>
  target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')

/** `/` goes to the search box; j and k go down and up a list, Enter opens; g then a letter goes to a section. */
const GO = { t: '/', f: '/flows', r: '/replays', s: '/structures', a: '/activity' }
let isGoing = false
/** Single keys may be switched off, for who speaks to the machine or presses keys unawares. */
const OFF = 'ecluse-shortcuts-off'
for (const button of document.querySelectorAll('[data-keys]')) {
  const tell = () => {
    button.textContent = localStorage.getItem(OFF) === null ? button.dataset.on : button.dataset.off
  }
  button.hidden = false
  tell()
  button.addEventListener('click', () => {
    if (localStorage.getItem(OFF) === null) localStorage.setItem(OFF, 'yes')
    else localStorage.removeItem(OFF)
    tell()
  })
}
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) !== null) return
  if (isTyping(event.target)) {
    if (event.key === 'Escape') event.target.blur()
    return
  }
  if (isGoing && event.key in GO) location.assign(GO[event.key])
  isGoing = event.key === 'g'
  if (event.key === '/') {
    event.preventDefault()
    const box = document.querySelector('#search')
    box?.focus()
    box?.select()
  }
  if (event.key === 'j') step(1)
  if (event.key === 'k') step(-1)
})

function step(by) {
  const links = [...document.querySelectorAll('.rows tbody tr a.row-link')]
  if (links.length === 0) return
  const at = links.indexOf(document.activeElement)
  const next = links[Math.min(Math.max(at + by, 0), links.length - 1)]
  next?.focus()
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' })
}

/** A form that was sent is not sent again by a second click. */
document.addEventListener('submit', (event) => {
  if (event.defaultPrevented) return
  const form = event.target
  if (form.method !== 'post') return
  if (form.dataset.sent === 'yes') return event.preventDefault()
  form.dataset.sent = 'yes'
  for (const button of form.querySelectorAll('button')) setTimeout(() => (button.disabled = true))
})
// Back in the history, a page kept whole may send again.
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent
    for (const button of form.querySelectorAll('button')) button.disabled = false
  }
})

/** Selects and boxes marked so send their form at once. */
document.addEventListener('change', (event) => {
  if (event.target instanceof HTMLElement && event.target.matches('[data-sends]'))
    event.target.form?.requestSubmit()
})

/** A sheet closes when one clicks elsewhere or presses Escape. */
document.addEventListener('click', (event) => {
  for (const open of document.querySelectorAll('details.menu[open]'))
    if (!open.contains(event.target)) open.open = false
})
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return
  for (const open of document.querySelectorAll('details.menu[open]')) {
    open.open = false
    open.querySelector('summary')?.focus()
  }
})

/** The marked line of a document is where one looks. */
for (const line of document.querySelectorAll('.lines li.marked:first-of-type, .lines li.marked')) {
  const box = line.closest('.lines')
  if (box && !box.dataset.shown) {
    box.dataset.shown = 'yes'
    box.scrollTop = Math.max(line.offsetTop - box.offsetTop - box.clientHeight / 3, 0)
  }
}
