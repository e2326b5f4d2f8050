// From prices to pixels, in equal steps or in equal ratios.

/** Of the height, above and below the candles. */
const MARGIN = 0.06
const FINEST = 12

export class PriceScale {
  isLog = false
  #low = 0
  #high = 1
  #top = 0
  #bottom = 1

  /** @param top    in pixels, of the highest price
   *  @param bottom of the lowest */
  fit(low, high, top, bottom) {
    const margin = MARGIN * (bottom - top)
    this.#top = top + margin
    this.#bottom = bottom - margin
    // A price that stands still is a line in the middle.
    const half = high > low ? 0 : Math.abs(high) * 1e-4 || 1
    this.#low = this.#scaled(low - half)
    this.#high = this.#scaled(high + half)
  }

  #scaled(price) {
    return this.isLog ? Math.log(Math.max(price, Number.MIN_VALUE)) : price
  }

  y(price) {
    return this.#bottom - (this.#scaled(price) - this.#low) / (this.#high - this.#low) * (this.#bottom - this.#top)
  }

  price(y) {
    const scaled = this.#low + (this.#bottom - y) / (this.#bottom - this.#top) * (this.#high - this.#low)
    return this.isLog ? Math.exp(scaled) : scaled
  }

  /**
   * Round prices between two heights, from below.
   *
   * @param space    pixels between two of them
   * @param decimals none is finer than these show
   */
  ticks(top, bottom, space, decimals) {
    const ticks = []
    for (let y = bottom; y - space >= top;) {
      const from = this.price(y)
      const step = Math.max(roundUp(this.price(y - space) - from), 10 ** -Math.min(FINEST, decimals))
      const tick = (Math.floor(from / step + 1e-9) + 1) * step
      y = this.y(tick)
      if (y < top || !Number.isFinite(y)) break
      ticks.push(tick)
    }
    return ticks
  }
}

/** To the next of 1, 2, 5, 10, 20, 50 and so on. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value))
  const digit = value / power
  return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power
}
