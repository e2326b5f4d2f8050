// The candles of one symbol in one interval, by time. A hole in them is a hole here.
import { isBehind } from './candle.js'

export class CandleSeries {
  rows = []

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

  /** @param older in order, and older than all that are here */
  prepend(older) {
    this.rows = [...older, ...this.rows]
  }
}
