// The line of a coin's prices since the page was opened: the chart where the server keeps no candles.
import { Chart } from './chart.js'
import { element, mark, write } from './dom.js'
import { clockTime } from './format.js'
import { t } from './i18n.js'
import { language } from './settings.js'

const SPANS = [['recent', 'fiveMinutes'], ['whole', 'sinceOpening']]

export class LinePanel {
  #coin
  #chart
  #span = 'recent'
  #readout = document.createTextNode('')
  #few = element('p', { class: 'few' })
  #plot = element('div', { class: 'plot', role: 'img' })
  #buttons = SPANS.map(([span]) => element('button', { type: 'button', 'data-span': span }))

  constructor(coin) {
    this.#coin = coin
    for (const button of this.#buttons) button.addEventListener('click', () => this.#choose(button.dataset.span))
    this.element = element('div', { class: 'charted' },
      element('div', { class: 'plot-head' },
        element('div', { class: 'segments', role: 'group' }, ...this.#buttons),
        element('span', { class: 'readout' }, this.#readout)),
      this.#plot, this.#few)
    this.retranslate()
  }

  /** Begins once the panel is in the page, and has a width. */
  show() {
    this.#chart = new Chart(this.#plot, this.#coin, this.#coin[this.#span], (time, price) =>
      write(this.#readout, time ? `${clockTime(time, language.value)}  ${price.toFixed(this.#coin.decimals)}` : ''))
    this.#choose(this.#span)
  }

  #choose(span) {
    this.#span = span
    for (const button of this.#buttons) mark(button, 'aria-pressed', String(button.dataset.span === span))
    this.#chart.show(this.#coin[span])
  }

  /** Draws what has come since. */
  refresh() {
    this.#few.hidden = this.#coin[this.#span].length > 1
    this.#chart.refresh()
  }

  restyle() {
    this.#chart.restyle()
  }

  retranslate() {
    for (const [i, [, label]] of SPANS.entries()) this.#buttons[i].textContent = t(label)
    this.#few.textContent = t('fewPrices')
    this.#plot.setAttribute('aria-label', t('chartOf', { coin: this.#coin.base }))
    this.#chart?.restyle()
  }

  remove() {
    this.#chart.destroy()
    this.element.remove()
  }
}
