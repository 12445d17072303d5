// A field of the pivot and the lines it came from, marked at once. Without this, each is a link that does the same.

const box = document.querySelector('.trace')

function marked(ids) {
  return ids === '' ? [] : ids.split(' ').flatMap((id) => document.getElementById(id) ?? [])
}

function clear() {
  for (const each of box.querySelectorAll('li.marked')) each.classList.remove('marked')
  for (const each of box.querySelectorAll('li.picked')) {
    each.classList.remove('picked')
    each.removeAttribute('aria-current')
  }
}

function pick(field) {
  field.classList.add('picked')
  field.setAttribute('aria-current', 'true')
}

/** Only its own pane moves, never the page. */
function show(item) {
  const scroller = item?.closest('.scroller')
  if (!scroller) return
  const gap = item.getBoundingClientRect().top - scroller.getBoundingClientRect().top
  const room = scroller.clientHeight - item.offsetHeight
  if (gap < 0 || gap > room) scroller.scrollTop += gap - room / 3
}

function say(fields, rows) {
  const names = fields.map((each) => each.querySelector('a').textContent).join(', ')
  const lines = rows.map((each) => each.querySelector('.at').textContent).join(', ')
  box.querySelector('[aria-live]').textContent = `${names} : ${box.dataset.said} ${lines}`
}

/** Null when the page does not have what is wanted: the link is followed then. */
function wanted(item) {
  const isField = item.dataset.rows !== undefined
  const others = marked(isField ? item.dataset.rows : item.dataset.fields)
  const count = (isField ? item.dataset.rows : item.dataset.fields).split(' ').filter(Boolean).length
  if (others.length < count) return null
  return isField ? { fields: [item], rows: others } : { fields: others, rows: [item] }
}

box?.addEventListener('click', (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0) return
  const item = event.target.closest('[data-rows], [data-fields]')
  if (!item || String(getSelection()) !== '') return
  const link = item.querySelector('a')
  const found = wanted(item)
  if (found === null) {
    if (!event.target.closest('a')) link.click()
    return
  }
  event.preventDefault()
  clear()
  for (const each of found.fields) pick(each)
  for (const each of found.rows) each.classList.add('marked')
  show(item.dataset.rows === undefined ? found.fields[0] : found.rows[0])
  history.replaceState(null, '', link.href)
  say(found.fields, found.rows)
})

/** Up and down go from field to field, and from line to line, as the pane has them. */
box?.addEventListener('keydown', (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  const link = event.target.closest?.('[data-rows] a, [data-fields] a')
  if (by === undefined || !link) return
  const links = [...link.closest('.scroller').querySelectorAll('[data-rows] a, [data-fields] a')]
  const next = links[links.indexOf(link) + by]
  if (!next) return
  event.preventDefault()
  next.focus({ preventScroll: true })
  next.click()
  show(next.closest('li'))
})

// What the address asks for is where each pane begins.
for (const pane of box?.querySelectorAll('.scroller') ?? []) show(pane.querySelector('.picked, .marked'))
