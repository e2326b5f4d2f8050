// A coin's prices of the last 24 h: from candles, and from the prices that come since.
import { Series } from './series.js'

const DAY = 86_400_000
/** Candles of a day, and some that leave it soon. */
const CAPACITY = 128

export class DayLine {
  #step
  #series

  /** @param step of its candles in ms, of which a day has at most 96 */
  constructor(step) {
    this.#step = step
    this.#series = new Series({ capacity: CAPACITY, span: step })
  }

  /** @param candles of a day, oldest first: they take the place of all that is known, but for what is newer */
  fill(candles) {
    const { times, prices } = this.#series
    const line = new Series({ capacity: CAPACITY, span: this.#step })
    let end = 0
    for (const { time, close } of candles) {
      if (end && time > end) line.interrupt()
      line.add(time, close)
      end = time + this.#step
    }
    times.forEach((time, i) => { if (!(time < line.times.at(-1)) && prices[i] > 0) line.add(time, prices[i]) })
    this.#series = line
  }

  /** The newest price. */
  add(time, price) {
    this.#series.add(time, price)
  }

  interrupt() {
    this.#series.interrupt()
  }

  get times() {
    return this.#series.times.subarray(this.#skipped())
  }

  get prices() {
    return this.#series.prices.subarray(this.#skipped())
  }

  /** The start of the line, though its first price may be later. */
  get begin() {
    return (this.#series.times.at(-1) ?? 0) - DAY
  }

  #skipped() {
    const { begin } = this
    const first = this.#series.times.findIndex(time => time >= begin)
    return first < 0 ? this.#series.length : first
  }
}
