// The figures of the candle that is pointed at, or of the newest.
import { element, mark, write } from '../page/dom.js'
import { compact, NONE, sign, signed } from '../page/format.js'
import { t } from '../page/i18n.js'
import { language } from '../page/settings.js'

const FIGURES = ['open', 'high', 'low', 'close']

export class Legend {
  #texts = {}
  #digits
  #time = document.createTextNode('')
  #labels = []
  #note = element('span', { class: 'note' })

  constructor() {
    const part = name => {
      const text = document.createTextNode('')
      this.#texts[name] = text
      const label = document.createTextNode('')
      this.#labels.push([label, name])
      return element('span', {}, element('i', {}, label), element('b', { 'data-figure': name }, text))
    }
    const change = document.createTextNode('')
    this.#texts.change = change
    this.element = element('div', { class: 'legend' },
      element('span', { 'data-figure': 'time' }, this.#time),
      ...FIGURES.map(part),
      element('b', { 'data-figure': 'change' }, change),
      part('volume'), this.#note)
    this.retranslate()
  }

  /** @param digits see CandleChart.show */
  set digits(digits) {
    this.#digits = digits
  }

  /**
   * @param time      of what is pointed at, in words; empty where nobody points
   * @param isMissing whether the server could not get the candle
   */
  show(candle, time, isMissing) {
    write(this.#time, time)
    for (const name of FIGURES) write(this.#texts[name], candle ? this.#digits.text(candle, name) : NONE)
    const moved = candle ? candle.close - candle.open : NaN
    write(this.#texts.change, candle?.open ? signed((moved / candle.open * 100).toFixed(2)) + '%' : '')
    write(this.#texts.volume, candle?.volume >= 0 ? compact(candle.volume, language.value) : NONE)
    mark(this.element, 'data-direction', candle ? sign(moved) : '')
    const note = !candle ? time && t(isMissing ? 'missing' : 'noCandle') : candle.complete ? '' : t('incomplete')
    if (this.#note.textContent !== note) this.#note.textContent = note
  }

  /** The same as a sentence, for those who do not see it. */
  get words() {
    return [this.#time.data, ...FIGURES.map(name => `${t('candle.' + name)} ${this.#texts[name].data}`),
      `${t('candle.volume')} ${this.#texts.volume.data}`, this.#note.textContent].filter(Boolean).join(', ')
  }

  retranslate() {
    for (const [label, name] of this.#labels) write(label, t('short.' + name))
  }
}
