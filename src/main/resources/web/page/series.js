// Prices by time in bounded memory.

/**
 * One price, the last, for each span of time; NaN is a gap in it. When it is full, either the oldest is forgotten or, when it is to reach
 * back to the beginning, two spans become one.
 */
export class Series {
  #times
  #prices
  #span
  #folds
  #interrupted = false
  length = 0

  constructor({ capacity, span, folds = false }) {
    this.#times = new Float64Array(capacity)
    this.#prices = new Float64Array(capacity)
    this.#span = span
    this.#folds = folds
  }

  /** There is a gap between the last price and the next. */
  interrupt() {
    this.#interrupted = this.length > 0
  }

  /** Times in ms, never falling. */
  add(time, price) {
    if (this.#interrupted) {
      this.#interrupted = false
      // A span before, and never in place of a price.
      const gap = time - this.#span
      if (Math.floor(gap / this.#span) * this.#span > this.#times[this.length - 1]) this.add(gap, NaN)
    }
    const start = Math.floor(time / this.#span) * this.#span
    if (this.length && start <= this.#times[this.length - 1]) {
      this.#prices[this.length - 1] = price
      return
    }
    if (this.length === this.#times.length) {
      if (this.#folds) {
        this.#fold()
        this.add(time, price)
        return
      }
      // A quarter at a time: moving all for each new one would cost more.
      this.#forget(this.length >> 2)
    }
    this.#times[this.length] = start
    this.#prices[this.length++] = price
  }

  #fold() {
    this.#span *= 2
    let kept = 0
    for (let i = 0; i < this.length; i++) {
      const start = Math.floor(this.#times[i] / this.#span) * this.#span
      if (!kept || this.#times[kept - 1] !== start) this.#times[kept++] = start
      // A span with a gap in it is one; but the first stays a price, since all is measured from it.
      else if (Number.isNaN(this.#prices[kept === 1 ? i : kept - 1])) continue
      this.#prices[kept - 1] = this.#prices[i]
    }
    this.length = kept
  }

  #forget(count) {
    this.#times.copyWithin(0, count, this.length)
    this.#prices.copyWithin(0, count, this.length)
    this.length -= count
  }

  /** Views into what is here now: good until the next price. */
  get times() {
    return this.#times.subarray(0, this.length)
  }

  get prices() {
    return this.#prices.subarray(0, this.length)
  }
}
