// The keyboard's ways through the page.

const PAGE = 10

/** Arrows go from row to row, Escape closes one, F pins it, A sets an alert; Enter and Space are the buttons' own. */
export function rowKeys(body, table) {
  body.addEventListener('keydown', event => {
    const row = table.rowOf(event.target)
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Escape') {
      table.close(row)
      // It was within what is closed now.
      if (!event.target.isConnected) row.opener.focus()
    } else if (event.target.closest('.row')) lineKey(row, event, table)
  })
}

function lineKey(row, event, table) {
  const rows = table.shown()
  const at = rows.indexOf(row)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE,
    Home: 0, End: rows.length - 1 }[event.key]
  if (to !== undefined) {
    const next = rows[Math.max(0, Math.min(rows.length - 1, to))]
    table.reach(next)
    const part = ['pin', 'bell'].find(name => event.target.closest('.' + name)) ?? 'opener'
    next[part].focus()
  } else if (event.key === 'f' || event.key === 'F') row.pin.click()
  else if (row.bell?.checkVisibility({ visibilityProperty: true }) && /^a$/i.test(event.key)) row.bell.click()
  else return
  event.preventDefault()
}

/** A slash goes to the search, from wherever nothing is being typed. */
export function searchKey(search) {
  addEventListener('keydown', event => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target.closest?.('input, textarea, [contenteditable]')) return
    event.preventDefault()
    search().focus()
  })
}
