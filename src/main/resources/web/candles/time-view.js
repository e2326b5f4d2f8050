// The stretch of time that a chart shows: a true time axis, in ms of UTC.

/** In pixels between two candles. */
const NARROWEST = 0.5
const WIDEST = 80
const FIRST = 8
/** On a phone. */
const FIRST_NARROW = 6
const NARROW = 500
/** Room beside the newest candle, in candles and as a share of the width. */
const ROOM = 4
const MOST_ROOM = 0.12
/** Of the width: so much of it keeps candles, however far it is moved. */
const KEPT = 0.15

export class TimeView {
  width
  #step
  #perPixel
  #end = 0

  /**
   * @param step  the interval in ms
   * @param width in pixels
   */
  constructor(step, width) {
    this.#step = step
    this.#perPixel = step / (width < NARROW ? FIRST_NARROW : FIRST)
    this.width = width
  }

  get begin() {
    return this.#end - this.width * this.#perPixel
  }

  get end() {
    return this.#end
  }

  /** In pixels from one candle to the next. */
  get spacing() {
    return this.#step / this.#perPixel
  }

  x(time) {
    return this.width - (this.#end - time) / this.#perPixel
  }

  time(x) {
    return this.#end - (this.width - x) * this.#perPixel
  }

  /** The open time of the candle at this pixel, whether there is one or not. */
  openAt(x) {
    return Math.round(this.time(x) / this.#step) * this.#step
  }

  #room() {
    return Math.min(ROOM * this.#step, MOST_ROOM * this.width * this.#perPixel)
  }

  /** Shows the newest candle at the right. */
  showLast(last) {
    this.#end = last + this.#room()
  }

  /** Shows the oldest candle at the left. */
  showFirst(first) {
    this.#end = first - this.#step + this.width * this.#perPixel
  }

  /** Whether the newest candle is in view. */
  sees(time) {
    return time <= this.#end && time >= this.begin
  }

  /** Goes on with the market: the view moves as far as the newest candle has. */
  advance(millis) {
    this.#end += millis
  }

  pan(pixels) {
    this.#end -= pixels * this.#perPixel
  }

  /** @param x the pixel that stays where it is */
  zoom(factor, x) {
    const time = this.time(x)
    const spacing = Math.min(WIDEST, Math.max(NARROWEST, this.spacing * factor))
    this.#perPixel = this.#step / spacing
    this.#end = time + (this.width - x) * this.#perPixel
  }

  /** Keeps some candles in view. */
  limit(first, last) {
    const kept = KEPT * this.width * this.#perPixel
    this.#end = Math.min(last + this.width * this.#perPixel - kept, Math.max(first + kept, this.#end))
  }
}
