// A chart of candles with what is chosen for it: interval, exchange and scale.
import { withDigits } from '../client/digits.js'
import { element, mark } from '../page/dom.js'
import { decimals } from '../page/format.js'
import { t } from '../page/i18n.js'
import { priceDigits } from '../page/price-digits.js'
import { language, settings } from '../page/settings.js'
import { digits, INTERVALS } from './candle.js'
import { CandleChart } from './chart.js'
import { CANDLE_EXCHANGES } from './exchanges.js'
import { CandleFeed } from './feed.js'
import { Legend } from './legend.js'
import { CandleSeries } from './series.js'
import { calendarOf, openLabel } from './time-axis.js'

const SHOWN = ['1m', '5m', '15m', '1h', '4h', '1d']
const REST = Object.keys(INTERVALS).filter(name => !SHOWN.includes(name))
/** As many of the newest say how many decimals there are, where the exchange does not. */
const WITNESSES = 200

const spanWords = name => t('span.' + name.at(-1), { n: Number.parseInt(name, 10) })

export class CandlePanel {
  #coin
  #place
  #on
  #series
  #feed
  #chart
  #state = 'loading'
  /** The reason that there are no candles, in words of the server. */
  #reason = ''
  #isFirstPlace = true
  #decimals = 0
  #legend = new Legend()
  #message = element('p', { class: 'few' })
  #spoken = element('p', { class: 'unseen', role: 'status' })
  #newest = element('button', { type: 'button', class: 'newest' }, '\u203A\u203A')
  #plot = element('div', { class: 'plot candle-plot', tabindex: 0, role: 'application' },
    this.#legend.element, this.#message, this.#newest)
  #buttons = SHOWN.map(name => element('button', { type: 'button', 'data-interval': name }))
  #spans = element('div', { class: 'segments', role: 'group' }, ...this.#buttons)
  #rest = element('select', { class: 'choose', 'data-choose': 'interval' })
  #exchange = element('select', { class: 'choose', 'data-choose': 'exchange' })
  #log = element('button', { type: 'button', class: 'choose', 'data-choose': 'log' })
  #digits = {
    decimals: () => this.#places() ?? this.#decimals,
    text: (candle, figure) => withDigits(digits(candle, figure) ?? '', this.#places()),
  }

  /**
   * @param coin  {symbol, base}
   * @param place {interval, exchange} to begin with
   * @param on    {place(place), refused()}: the user has chosen something else; the coin has no candles at the first place
   */
  constructor(coin, place, on) {
    this.#coin = coin
    this.#place = place
    this.#on = on
    this.#exchange.append(...CANDLE_EXCHANGES.map(name => element('option', { value: name }, name)))
    this.#exchange.hidden = CANDLE_EXCHANGES.length < 2
    this.element = element('div', { class: 'charted' },
      element('div', { class: 'plot-head' }, this.#spans, this.#rest, this.#exchange, this.#log), this.#plot, this.#spoken)
    for (const button of this.#buttons) button.addEventListener('click', () => this.#choose({ interval: button.dataset.interval }))
    this.#rest.addEventListener('change', () => this.#choose({ interval: this.#rest.value }))
    this.#exchange.addEventListener('change', () => this.#choose({ exchange: this.#exchange.value }))
    this.#log.addEventListener('click', () => {
      settings.logScale = !settings.logScale
      this.#scale()
    })
    this.#newest.addEventListener('click', () => this.#chart.newest())
    this.#legend.digits = this.#digits
    this.retranslate()
  }

  get place() {
    return this.#place
  }

  /** Begins once the panel is in the page, and has a width. */
  show() {
    this.#chart = new CandleChart(this.#plot, {
      point: (candle, time, byKey) => this.#point(candle, time, byKey),
      oldest: () => this.#feed.older(),
    })
    this.#scale()
    this.#follow()
  }

  #choose(change) {
    if (change.interval) settings.interval = change.interval
    this.go({ ...this.#place, ...change })
    this.#on.place(this.#place)
  }

  /** Shows another interval, or another exchange. */
  go(place) {
    if (place.interval === this.#place.interval && place.exchange === this.#place.exchange) return
    this.#place = place
    this.#isFirstPlace = false
    this.#follow()
  }

  #follow() {
    const { interval, exchange } = this.#place
    for (const button of this.#buttons) mark(button, 'aria-pressed', String(button.dataset.interval === interval))
    mark(this.#rest, 'data-chosen', REST.includes(interval) ? 'true' : '')
    this.#rest.value = REST.includes(interval) ? interval : ''
    this.#exchange.value = exchange
    this.#feed?.end()
    this.#series = new CandleSeries(INTERVALS[interval])
    this.#decimals = 0
    this.#chart.show(this.#series, this.#digits)
    this.#feed = new CandleFeed({ symbol: this.#coin.symbol, exchange, interval }, this.#series, {
      change: () => this.refresh(),
      state: (state, error) => this.#tell(state, error),
    })
  }

  #places() {
    return priceDigits.of({ symbol: this.#coin.symbol, exchange: this.#place.exchange })
  }

  #tell(state, error) {
    this.#state = state
    this.#reason = error?.message ?? ''
    mark(this.#plot, 'data-state', state)
    if (error?.status === 404 && this.#isFirstPlace) this.#on.refused()
    this.#say()
  }

  #say() {
    const isEmpty = !this.#series.last
    this.#message.hidden = !isEmpty
    this.#message.textContent = !isEmpty ? '' : this.#state === 'loading' ? t('loadingCandles')
      : this.#reason || t('noCandles')
  }

  /** Draws what has come since. */
  refresh() {
    const { rows } = this.#series
    for (const candle of rows.slice(-WITNESSES)) {
      this.#decimals = Math.max(this.#decimals, decimals(digits(candle, 'close') ?? ''))
    }
    this.#say()
    this.#chart.refresh()
  }

  #point(candle, time, byKey) {
    this.#legend.show(candle, time === undefined ? '' : openLabel(time, language.value, calendarOf(this.#series.step)),
      time !== undefined && this.#series.missing(time, time).length > 0)
    this.#newest.hidden = !this.#series.last || this.#chart.seesNewest
    if (byKey) this.#spoken.textContent = this.#legend.words
  }

  #scale() {
    mark(this.#log, 'aria-pressed', String(settings.logScale))
    this.#chart.log = settings.logScale
  }

  restyle() {
    this.#chart.restyle()
  }

  retranslate() {
    for (const button of this.#buttons) button.textContent = spanWords(button.dataset.interval)
    this.#rest.replaceChildren(element('option', { value: '', disabled: '', hidden: '' }, t('more')),
      ...REST.map(name => element('option', { value: name }, spanWords(name))))
    this.#rest.value = REST.includes(this.#place.interval) ? this.#place.interval : ''
    const named = [[this.#spans, 'interval'], [this.#rest, 'moreIntervals'], [this.#exchange, 'exchange'],
      [this.#newest, 'toNewest']]
    for (const [control, key] of named) control.setAttribute('aria-label', t(key))
    this.#newest.title = t('toNewest')
    this.#log.textContent = t('log')
    this.#log.title = t('logName')
    this.#plot.setAttribute('aria-label', t('candlesOf', { coin: this.#coin.base }))
    this.#legend.retranslate()
    if (this.#chart) {
      this.#say()
      this.#chart.restyle()
    }
  }

  remove() {
    this.#feed.end()
    this.#chart.destroy()
    this.element.remove()
  }
}
