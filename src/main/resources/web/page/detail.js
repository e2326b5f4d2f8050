// What a row opens to: a live chart, and the figures for which the row has no room.
import { Chart } from './chart.js'
import { element, mark, write } from './dom.js'
import { clockTime, NONE, percent } from './format.js'
import { EXCHANGES, SEVERAL } from './exchanges.js'
import { t } from './i18n.js'
import { language } from './settings.js'

const PAINT_EVERY = 250
const FACTS = [['bid', 'bid'], ['ask', 'ask'], ['open', 'open'], ['high', 'high'], ['low', 'low'],
  ['volume', 'volume'], ['quote_volume', 'turnover']]
const SPANS = [['recent', 'fiveMinutes'], ['whole', 'sinceOpening']]

export class Detail {
  #coin
  #chart
  #span = 'recent'
  #figures = new Map()
  #quotes = new Map()
  #spread = document.createTextNode('')
  #labels = []
  #buttons = []
  #paintedAt = 0
  #late = false
  #readout = document.createTextNode('')
  #few = element('p', { class: 'few' })
  #plot = element('div', { class: 'plot', role: 'img' })

  constructor(coin) {
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
    const spans = element('div', { class: 'segments', role: 'group' })
    for (const [span, label] of SPANS) {
      const button = this.#label('button', label, { type: 'button', 'data-span': span })
      button.addEventListener('click', () => this.#choose(span))
      this.#buttons.push(button)
      spans.append(button)
    }
    const head = element('div', { class: 'plot-head' }, spans, element('span', { class: 'readout' }, this.#readout))
    this.element = element('div', { class: 'detail', role: 'row', id: `detail-${coin.symbol}` },
      element('div', { role: 'cell', 'aria-colspan': 10 + SEVERAL, 'aria-colindex': 1 },
        element('div', { class: 'charted' }, head, this.#plot, this.#few), facts, quotes))
    this.retranslate()
  }

  #label(tag, key, attributes) {
    const made = element(tag, attributes)
    this.#labels.push([made, key])
    return made
  }

  /** When it is in the page, and has a width. */
  show() {
    this.#chart = new Chart(this.#plot, this.#coin, this.#coin[this.#span], (time, price) =>
      write(this.#readout, time ? `${clockTime(time, language.value)}  ${price.toFixed(this.#coin.decimals)}` : ''))
    this.#choose(this.#span)
    this.paint()
  }

  #choose(span) {
    this.#span = span
    for (const button of this.#buttons) mark(button, 'aria-pressed', String(button.dataset.span === span))
    this.#chart.show(this.#coin[span])
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
    this.#few.hidden = this.#coin[this.#span].length > 1
    this.#chart.refresh()
  }

  beat() {
    if (this.#late) this.paint()
  }

  restyle() {
    this.#chart.restyle()
  }

  retranslate() {
    for (const [label, key] of this.#labels) label.textContent = t(key)
    this.#few.textContent = t('fewPrices')
    this.#plot.setAttribute('aria-label', t('chartOf', { coin: this.#coin.base }))
    this.#chart?.restyle()
  }

  remove() {
    this.#chart.destroy()
    this.element.remove()
  }
}
