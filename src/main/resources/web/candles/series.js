// The candles of one symbol in one interval, by time. A hole in them is a hole here.
import { isBehind } from './candle.js'

export class CandleSeries {
  rows = []
  /** Stretches {from, to} of open times that the server could not get. */
  #gaps = []

  /** @param step the interval in ms */
  constructor(step) {
    this.step = step
  }

  get first() {
    return this.rows[0]
  }

  get last() {
    return this.rows.at(-1)
  }

  /** The index of the first candle that opens at this time or later. */
  indexAt(time) {
    let low = 0
    let high = this.rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.rows[middle].time < time) low = middle + 1
      else high = middle
    }
    return low
  }

  at(time) {
    const row = this.rows[this.indexAt(time)]
    return row?.time === time ? row : undefined
  }

  put(candle) {
    const { rows } = this
    if (!rows.length || candle.time > this.last.time) {
      rows.push(candle)
      return
    }
    const index = this.indexAt(candle.time)
    if (rows[index].time !== candle.time) rows.splice(index, 0, candle)
    else if (!isBehind(candle, rows[index])) rows[index] = candle
  }

  /**
   * Takes an answer of the server.
   *
   * @param answer {candles, gaps}, without a seam from the first of these candles on
   * @param to     it ends before this time
   */
  merge({ candles, gaps }, to = Infinity) {
    if (!candles.length) return
    const begin = candles[0].time
    const older = candles.filter(({ time }) => !(time >= this.first?.time))
    candles.slice(older.length).forEach(candle => this.put(candle))
    this.rows = [...older, ...this.rows]
    const kept = this.#gaps.flatMap(gap =>
      [{ from: gap.from, to: Math.min(gap.to, begin - this.step) }, { from: Math.max(gap.from, to), to: gap.to }])
    this.#gaps = [...kept.filter(gap => gap.from <= gap.to), ...gaps]
  }

  /** Forgets what is older, which can be fetched again. */
  forgetBefore(time) {
    this.rows = this.rows.slice(this.indexAt(time))
  }

  /** The open times in this stretch of which the server could not get the candle. */
  missing(begin, end) {
    const { step } = this
    const times = []
    for (const gap of this.#gaps) {
      const last = Math.min(gap.to, end)
      for (let time = Math.ceil(Math.max(gap.from, begin) / step) * step; time <= last; time += step) {
        if (!this.at(time)) times.push(time)
      }
    }
    return times
  }
}
