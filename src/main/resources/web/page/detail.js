// What a row opens to: a live chart, and the figures for which the row has no room.
import { CANDLE_EXCHANGES } from '../candles/exchanges.js'
import { CandlePanel } from '../candles/panel.js'
import { MAY_HAVE_ALERTS } from './alerts.js'
import { element, mark, write } from './dom.js'
import { NONE, percent } from './format.js'
import { EXCHANGES, SEVERAL } from './exchanges.js'
import { t } from './i18n.js'
import { LinePanel } from './line-panel.js'

const PAINT_EVERY = 250
const SETS_ALERT = { type: 'button', class: 'set-alert', 'aria-haspopup': 'dialog' }
const FACTS = [['bid', 'bid'], ['ask', 'ask'], ['open', 'open'], ['high', 'high'], ['low', 'low'],
  ['volume', 'volume'], ['quote_volume', 'turnover']]

export class Detail {
  #coin
  #panel
  #figures = new Map()
  #quotes = new Map()
  #spread = document.createTextNode('')
  #labels = []
  #paintedAt = 0
  #late = false

  /**
   * @param place   {interval, exchange} of its candles
   * @param onPlace told when the user has chosen another
   */
  constructor(coin, place, onPlace) {
    this.#coin = coin
    const facts = element('dl', { class: 'facts' })
    for (const [name, label] of FACTS) {
      const value = document.createTextNode('')
      this.#figures.set(name, value)
      const figure = element('dd', { 'data-fact': name }, value)
      facts.append(element('div', {}, this.#label('dt', label), figure))
    }
    const quotes = SEVERAL ? element('dl', { class: 'facts quotes' }) : ''
    for (const exchange of SEVERAL ? EXCHANGES : []) {
      const value = element('dd', { 'data-quote': exchange }, document.createTextNode(''))
      this.#quotes.set(exchange, value)
      quotes.append(element('div', {}, element('dt', {}, exchange), value))
    }
    if (SEVERAL) quotes.append(element('div', {}, this.#label('dt', 'col.spread'), element('dd', {}, this.#spread)))
    this.#panel = CANDLE_EXCHANGES.length
      ? new CandlePanel(coin, place, { place: onPlace, refused: () => this.#showLine() })
      : new LinePanel(coin)
    this.element = element('div', { class: 'detail', role: 'row', id: `detail-${coin.symbol}` },
      element('div', { role: 'cell', 'aria-colspan': 10 + SEVERAL, 'aria-colindex': 1 },
        this.#panel.element, facts, quotes,
        MAY_HAVE_ALERTS ? this.#label('button', 'alert.set', SETS_ALERT) : ''))
    this.retranslate()
  }

  #label(tag, key, attributes) {
    const made = element(tag, attributes)
    this.#labels.push([made, key])
    return made
  }

  /** The interval and the exchange of the candles; nothing for a line. */
  get place() {
    return this.#panel.place
  }

  go(place) {
    this.#panel.go?.(place)
  }

  /** Begins once the chart is in the page, and has a width. */
  show() {
    this.#panel.show()
    this.paint()
  }

  /** A coin without candles, as one of a published source, still has its line. */
  #showLine() {
    const line = new LinePanel(this.#coin)
    this.#panel.element.before(line.element)
    this.#panel.remove()
    this.#panel = line
    line.show()
  }

  /** At most four times a second; what comes sooner waits for the next price, or for the beat. */
  paint() {
    const now = performance.now()
    this.#late = now - this.#paintedAt < PAINT_EVERY
    if (this.#late) return
    this.#paintedAt = now
    for (const [name, node] of this.#figures) write(node, this.#coin.text[name] ?? NONE)
    for (const [exchange, value] of this.#quotes) {
      write(value.firstChild, this.#coin.quotes.digits(exchange) ?? NONE)
      mark(value, 'data-old', this.#coin.quotes.isOld(exchange) ? 'true' : '')
    }
    write(this.#spread, percent(this.#coin.quotes.spread))
    this.#panel.refresh()
  }

  beat() {
    if (this.#late) this.paint()
  }

  restyle() {
    this.#panel.restyle()
  }

  retranslate() {
    for (const [label, key] of this.#labels) label.textContent = t(key)
    this.#panel.retranslate()
  }

  remove() {
    this.#panel.remove()
    this.element.remove()
  }
}
