// The rows that are open, in the order in which they were opened.
import { CANDLE_EXCHANGES } from '../candles/exchanges.js'
import { Detail } from './detail.js'
import { exchange } from './exchanges.js'
import { settings } from './settings.js'

const MOST_OPEN = 4

export class OpenRows {
  #details = new Map()
  #onPlace

  /** @param onPlace told the chart {symbol, interval, exchange} that was opened last; null when none is open */
  constructor(onPlace) {
    this.#onPlace = onPlace
  }

  has(row) {
    return this.#details.has(row)
  }

  open(row, place) {
    if (this.#details.size === MOST_OPEN) this.close(this.#details.keys().next().value)
    const detail = new Detail(row.coin, complete(place), () => this.#chosen(row))
    row.element.append(detail.element)
    row.element.classList.add('opened')
    row.opener.setAttribute('aria-expanded', 'true')
    row.opener.setAttribute('aria-controls', detail.element.id)
    this.#details.set(row, detail)
    detail.show()
  }

  close(row) {
    this.#details.get(row).remove()
    this.#details.delete(row)
    row.element.classList.remove('opened')
    row.opener.setAttribute('aria-expanded', 'false')
    row.opener.removeAttribute('aria-controls')
  }

  closeAll(butThis) {
    for (const row of [...this.#details.keys()]) if (row !== butThis) this.close(row)
  }

  go(row, place) {
    this.#details.get(row).go(complete(place))
  }

  /** The user has opened or closed one. */
  tell() {
    const [row, detail] = [...this.#details].at(-1) ?? []
    this.#onPlace(row ? { symbol: row.coin.symbol, ...detail.place } : null)
  }

  /** The user has chosen something in this chart. */
  #chosen(row) {
    const detail = this.#details.get(row)
    this.#details.delete(row)
    this.#details.set(row, detail)
    this.tell()
  }

  paint(row) {
    this.#details.get(row)?.paint()
  }

  beat() {
    for (const detail of this.#details.values()) detail.beat()
  }

  restyle() {
    for (const detail of this.#details.values()) detail.restyle()
  }

  retranslate() {
    for (const detail of this.#details.values()) detail.retranslate()
  }
}

/** Candles are of the exchange that the page shows, if it has any. */
function complete({ interval = settings.interval, exchange: chosen } = {}) {
  const shown = CANDLE_EXCHANGES.includes(exchange.value) ? exchange.value : CANDLE_EXCHANGES[0]
  return { interval, exchange: chosen ?? shown }
}
