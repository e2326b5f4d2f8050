// A chart of candles that is moved, zoomed and pointed at, and is drawn once a frame at most.
import { element } from '../page/dom.js'
import { language } from '../page/settings.js'
import { gestures } from './gestures.js'
import { Painter } from './painter.js'
import { PriceScale } from './price-scale.js'
import { calendarOf, openLabel } from './time-axis.js'
import { TimeView } from './time-view.js'

export class CandleChart {
  #host
  #series
  #view
  #calendar
  #digits
  #on
  #scale = new PriceScale()
  #painter
  #last
  #decimals
  /** In pixels, and the open time that it stands at; null: nobody points. */
  #cross = null
  #asked = 0
  #ended = new AbortController()
  #size = new ResizeObserver(() => this.#fit())

  /** @param on {point(candle, time, byKey), oldest()}: who points where, and that older candles are wanted */
  constructor(host, on) {
    this.#host = host
    this.#on = on
    const base = element('canvas')
    const cross = element('canvas')
    host.prepend(base, cross)
    this.#painter = new Painter(host, base, cross)
    gestures(host, this, this.#ended.signal)
    this.#size.observe(host)
  }

  /** @param digits {decimals(), text(candle, figure)} of this series' prices */
  show(series, digits) {
    this.#series = series
    this.#digits = digits
    this.#calendar = calendarOf(series.step)
    this.#last = undefined
    this.#cross = null
    this.#painter.narrow()
    this.#view = new TimeView(series.step, this.#painter.fit())
    this.refresh()
  }

  set log(isLog) {
    this.#scale.isLog = isLog
    this.#soon()
  }

  /** Draws what has come since. */
  refresh() {
    const last = this.#series.last?.time
    if (last !== this.#last) {
      if (this.#last === undefined) this.#view.showLast(last)
      else if (this.#view.sees(this.#last)) this.#view.advance(last - this.#last)
      this.#last = last
    }
    this.#soon()
  }

  restyle() {
    this.#painter.restyle()
    this.#fit()
  }

  #fit() {
    if (!this.#view) return
    this.#view.width = this.#painter.fit()
    this.#soon()
  }

  #soon() {
    this.#asked ||= requestAnimationFrame(() => {
      this.#asked = 0
      this.#draw()
    })
  }

  #draw() {
    const { rows, first, step } = this.#series
    const view = this.#view
    const shown = rows.slice(this.#series.indexAt(view.begin - step), this.#series.indexAt(view.end + step))
    const missing = this.#series.missing(view.begin - step, view.end + step)
    const { top, volumes } = this.#painter.layout
    let low = Infinity
    let high = -Infinity
    for (const candle of shown) {
      if (candle.low < low) low = candle.low
      if (candle.high > high) high = candle.high
    }
    if (shown.length) this.#scale.fit(low, high, top, volumes)
    const decimals = this.#digits.decimals()
    if (decimals !== this.#decimals) this.#painter.narrow()
    this.#decimals = decimals
    if (this.#painter.widen(this.#longest(high, decimals))) view.width = this.#painter.layout.right
    const last = this.#series.last && {
      price: this.#series.last.close,
      text: this.#digits.text(this.#series.last, 'close'),
      rises: this.#series.last.close >= this.#series.last.open,
    }
    this.#painter.draw({ view, scale: this.#scale, rows: shown, missing, step, decimals, last, language: language.value,
      calendar: this.#calendar })
    this.#showCross(decimals, false)
    if (first && view.begin < first.time + view.end - view.begin) this.#on.oldest()
  }

  #longest(high, decimals) {
    const { last } = this.#series
    return Math.max(last ? this.#digits.text(last, 'close').length : 0, high > -Infinity ? high.toFixed(decimals).length : 0)
  }

  #showCross(decimals, byKey) {
    if (!this.#cross) {
      this.#painter.point()
      this.#on.point(this.#series.last, undefined, false)
      return
    }
    const { y } = this.#cross
    // What it points at moves under the pointer, unless a key has put it on a candle.
    const time = this.#cross.time ?? this.#view.openAt(this.#cross.x)
    const candle = this.#series.at(time)
    this.#painter.point({
      x: this.#view.x(time),
      y: y ?? (candle ? this.#scale.y(candle.close) : -1),
      time: openLabel(time, language.value, this.#calendar),
      price: this.#scale.price(y ?? (candle ? this.#scale.y(candle.close) : 0)).toFixed(decimals),
    })
    this.#on.point(candle, time, byKey)
  }

  point(x, y) {
    if (!this.#series || x > this.#painter.layout.right) {
      this.leave()
      return
    }
    this.#cross = { x, y }
    this.#soon()
  }

  leave() {
    if (!this.#cross) return
    this.#cross = null
    this.#soon()
  }

  /** Points at the next candle, or at the one before. */
  step(count) {
    if (!this.#series?.last) return
    const { step, last } = this.#series
    const at = this.#cross ? this.#cross.time ?? this.#view.openAt(this.#cross.x) : undefined
    const time = at === undefined ? Math.min(last.time, this.#view.openAt(this.#view.width)) : at + count * step
    this.#cross = { time }
    const x = this.#view.x(time)
    if (x < 0) this.#view.pan(-x + this.#view.spacing)
    else if (x > this.#view.width) this.#view.pan(this.#view.width - x - this.#view.spacing)
    this.#limit()
    this.#showCross(this.#digits.decimals(), true)
  }

  pan(pixels) {
    this.#view.pan(pixels)
    this.#limit()
  }

  /** @param x the pixel that stays where it is; else the newest candle does, or the middle */
  zoom(factor, x) {
    const { width } = this.#view
    this.#view.zoom(factor, Math.min(x ?? (this.seesNewest ? this.#view.x(this.#last) : width / 2), width))
    this.#limit()
  }

  oldest() {
    if (this.#series.first) this.#view.showFirst(this.#series.first.time)
    this.#limit()
  }

  newest() {
    if (this.#last !== undefined) this.#view.showLast(this.#last)
    this.#limit()
  }

  get seesNewest() {
    return this.#last !== undefined && this.#view.sees(this.#last)
  }

  #limit() {
    if (!this.#series?.last) return
    this.#view.limit(this.#series.first.time, this.#series.last.time)
    this.#soon()
  }

  destroy() {
    this.#ended.abort()
    this.#size.disconnect()
    cancelAnimationFrame(this.#asked)
  }
}
