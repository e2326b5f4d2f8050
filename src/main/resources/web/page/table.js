// The rows of the table: which there are, in which order, and which of them are painted.
import { column, comparison } from './columns.js'
import { measureDigit } from './digit.js'
import { OpenRows } from './open-rows.js'
import { Row } from './row.js'
import { settings, toggleFavourite } from './settings.js'

const SORT_EVERY = 2000
/** Rows do not run away from under a pointer that moves. */
const POINTER_RESTS = 2000

export class Table {
  rows = new Map()
  #body
  #market
  #painter
  #onShown
  #onNear
  #onNearby
  #onBell
  #open
  #order = []
  #search = ''
  #colours = {}
  #widths
  #areWidthsNew = false
  #sortedAt = 0
  #pointerAt = -Infinity
  #alerts = new Map()
  #watch = new IntersectionObserver(entries => this.#seen(entries), { rootMargin: '160px' })

  /**
   * @param onShown  told how many rows the search leaves
   * @param onNear   told the coins whose rows are near the screen, again and again
   * @param onNearby told the symbols of all of them when there are others
   * @param onBell   told the coin whose bell was chosen
   * @param onPlace  told the chart {symbol, interval, exchange} that the user has opened last; null when none is open
   */
  constructor(body, painter, { onShown, onNear, onNearby, onBell, onPlace }) {
    this.#body = body
    this.#market = body.closest('#market')
    measureDigit(this.#market)
    this.fit()
    this.#painter = painter
    this.#onShown = onShown
    this.#onNear = onNear
    this.#onNearby = onNearby
    this.#onBell = onBell
    this.#open = new OpenRows(onPlace)
    body.addEventListener('click', event => this.#click(event))
    body.addEventListener('pointermove', () => { this.#pointerAt = performance.now() }, { passive: true })
  }

  add(coin) {
    const row = new Row(coin)
    row.paint()
    row.ring(this.#alerts.get(coin.symbol) ?? 0)
    this.rows.set(coin.symbol, row)
    this.#watch.observe(row.element)
    this.#sortedAt = 0
    this.#painter.soon()
  }

  /** The prices of another exchange follow. */
  clear() {
    this.#open.closeAll()
    this.#open.tell()
    for (const row of this.rows.values()) {
      row.clear()
      if (row.near) row.spark(this.#colours, true)
    }
    this.fit()
    this.#sortedAt = 0
  }

  rank(coin) {
    this.#sortedAt = 0
    this.#painter.touch(coin)
  }

  remove(coin) {
    const row = this.rows.get(coin.symbol)
    this.close(row)
    this.#watch.unobserve(row.element)
    row.element.remove()
    this.rows.delete(coin.symbol)
    if (row.near) this.#onNearby(this.nearby())
    this.arrange()
  }

  /** In a frame of the screen. */
  paint(changed) {
    if (!this.#sortedAt) this.arrange()
    for (const coin of changed) {
      const row = this.rows.get(coin.symbol)
      if (!row) continue
      if (coin.at) this.#fit(coin)
      if (!row.near) {
        row.late = true
        continue
      }
      const direction = row.paint()
      if (direction) this.#painter.flash(row, direction)
      this.#open.paint(row)
    }
    this.#setWidths()
  }

  /** Once a second. */
  beat(now) {
    for (const row of this.rows.values()) {
      if (!row.near) continue
      row.beat(now, this.#colours)
      this.#onNear(row.coin)
    }
    this.#open.beat()
    const still = column(settings.sortBy).still
    const busy = performance.now() - this.#pointerAt < POINTER_RESTS || this.#body.querySelector(':focus-visible')
    if (!still && !busy && performance.now() - this.#sortedAt >= SORT_EVERY) this.arrange()
  }

  search(text) {
    this.#search = text.trim().toLowerCase()
    this.arrange()
  }

  /** Sorts and filters anew; only the rows that are elsewhere than they should be are moved. */
  arrange() {
    this.#sortedAt = performance.now()
    const compare = comparison(settings.sortBy, settings.descending, settings.favourites)
    this.#order = [...this.rows.values()].sort((one, other) => compare(one.coin, other.coin))
    const focused = this.#body.contains(document.activeElement) && document.activeElement
    let next = this.#body.firstElementChild
    for (const { element } of this.#order) {
      if (element === next) next = next.nextElementSibling
      // Keeps the focus where browsers know how.
      else if (this.#body.moveBefore && element.isConnected) this.#body.moveBefore(element, next)
      else this.#body.insertBefore(element, next)
    }
    for (const { element, coin } of this.#order) element.hidden = !coin.searchText.includes(this.#search)
    const shown = this.shown()
    const last = shown.findLast(row => row.element.classList.contains('pinned'))
    for (const row of shown) row.element.classList.toggle('last-pinned', row === last && row !== shown.at(-1))
    if (focused && document.activeElement !== focused) focused.focus({ preventScroll: true })
    this.reach(shown.find(row => row.opener.tabIndex === 0) ?? shown[0])
    this.#onShown(shown.length)
  }

  /** The rows that the search leaves, from the top. */
  shown() {
    return this.#order.filter(row => !row.element.hidden)
  }

  /** The tab key comes to one row; arrows go to the others. */
  reach(chosen) {
    for (const row of this.rows.values()) {
      if (row === chosen || row.opener.tabIndex === 0) row.reachable(row === chosen)
    }
  }

  rowOf(target) {
    const line = target.closest('.group')?.firstElementChild
    return line && this.rows.get(line.dataset.symbol)
  }

  #click(event) {
    const row = this.rowOf(event.target)
    if (!row) return
    if (event.target.closest('.pin')) toggleFavourite(row.coin.symbol)
    else if (event.target.closest('.bell, .set-alert')) this.#onBell(row.coin)
    // A click that ends a selection of text was for that.
    else if (event.target.closest('.row') && getSelection().isCollapsed) this.toggle(row)
  }

  /** As the user wishes. */
  toggle(row) {
    if (this.#open.has(row)) this.#open.close(row)
    else this.open(row)
    this.#open.tell()
  }

  open(row, place) {
    if (this.#open.has(row)) return
    this.#open.open(row, place)
    this.reach(row)
    row.element.scrollIntoView({ block: 'nearest' })
  }

  /** Closes it, as the user wishes. */
  close(row) {
    if (!this.#open.has(row)) return
    this.#open.close(row)
    this.#open.tell()
  }

  /** Shows the chart of this address and no other; none for null. */
  show(place) {
    const row = place && this.rows.get(place.symbol)
    this.#open.closeAll(row)
    if (!row) return
    if (this.#open.has(row)) {
      this.#open.go(row, place)
      return
    }
    this.open(row, place)
    // When a page has just begun, the rows above have no height yet.
    requestAnimationFrame(() => row.element.scrollIntoView({ block: 'start' }))
  }

  /** This coin has another line. */
  spark(coin) {
    const row = this.rows.get(coin.symbol)
    if (row?.near) row.spark(this.#colours, true)
  }

  isShown(symbol) {
    return this.rows.get(symbol)?.element.hidden === false
  }

  /** From the list of movers: to the row, wherever it is. */
  goTo(symbol) {
    const row = this.rows.get(symbol)
    if (!row) return
    this.open(row)
    this.#open.tell()
    this.reach(row)
    row.opener.focus({ preventScroll: true })
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches
    // A chart may be higher than the screen.
    const block = row.element.offsetHeight > innerHeight / 2 ? 'start' : 'center'
    row.element.scrollIntoView({ block, behavior: calm ? 'auto' : 'smooth' })
  }

  favour(symbols) {
    for (const row of this.rows.values()) row.pinned(symbols.includes(row.coin.symbol))
    this.arrange()
  }

  /** @param counts of the alerts that wait for each symbol */
  ring(counts) {
    this.#alerts = counts
    for (const row of this.rows.values()) row.ring(counts.get(row.coin.symbol) ?? 0)
  }

  /** After another theme or other colours were chosen. */
  restyle() {
    const style = getComputedStyle(this.#body)
    const colour = name => style.getPropertyValue(name)
    this.#colours = { up: colour('--up'), down: colour('--down'), flat: colour('--quiet') }
    for (const row of this.rows.values()) row.spark(this.#colours, true)
    this.#open.restyle()
  }

  retranslate() {
    for (const row of this.rows.values()) {
      row.retranslate()
      row.paint()
      row.beat(Date.now(), this.#colours)
    }
    this.#open.retranslate()
  }

  #seen(entries) {
    for (const { target, isIntersecting } of entries) {
      const row = this.rowOf(target)
      if (!row) continue
      row.near = isIntersecting
      if (!isIntersecting) continue
      if (row.late) row.paint()
      row.beat(Date.now(), this.#colours)
      this.#onNear(row.coin)
    }
    this.#onNearby(this.nearby())
  }

  /** The symbols whose rows are near the screen. */
  nearby() {
    return [...this.rows.values()].filter(row => row.near).map(row => row.coin.symbol)
  }

  /** Columns are as wide as the longest digits that come from now on. */
  fit() {
    this.#widths = { '--whole': 1, '--places': 0, '--decimals': 0 }
  }

  #fit(coin) {
    const { price = '' } = coin.text
    const whole = price.indexOf('.')
    this.#widen('--whole', whole < 0 ? price.length : whole)
    this.#widen('--places', whole < 0 ? 0 : price.length - whole - 1)
    this.#widen('--decimals', coin.decimals)
  }

  #widen(name, digits) {
    if (this.#widths[name] >= digits) return
    this.#widths[name] = digits
    this.#areWidthsNew = true
  }

  #setWidths() {
    if (!this.#areWidthsNew) return
    this.#areWidthsNew = false
    for (const [name, digits] of Object.entries(this.#widths)) this.#market.style.setProperty(name, digits)
  }
}
