// The candles of one series: pages of its history, newest first, and those that come.
import { fetchCandles } from './fetch.js'
import { followCandles } from './live.js'

const PAGE = 1000
/** More than a screen can show at once, and a bound for the memory. */
const MOST = 50_000
/** In ms. */
const FIRST_PAUSE = 1000
/** The server may have fetched older ones meanwhile. */
const ASK_AGAIN = 300_000
const LONGEST_PAUSE = 30_000
/** A node that has just started may still be fetching. */
const READ_AGAIN = 60_000
const READ_AGAIN_COMPLETE = 5 * READ_AGAIN

export class CandleFeed {
  #key
  #series
  #on
  #ended = new AbortController()
  #isLoading = false
  #readAt = 0
  #hadAllAt = -Infinity

  /**
   * @param key {exchange, symbol, interval}
   * @param on  {change(), state(name, message)}, where the state is loading, live, stale, lost or refused
   */
  constructor(key, series, on) {
    this.#key = key
    this.#series = series
    this.#on = on
    this.#begin()
  }

  async #begin() {
    this.#on.state('loading')
    const found = await this.#page({})
    if (!found) return
    found.forEach(candle => this.#series.put(candle))
    this.#on.state('live')
    this.#on.change()
    followCandles(this.#key, {
      from: () => this.#series.last?.time,
      candle: candle => {
        this.#series.put(candle)
        this.#on.change()
      },
      state: state => this.#on.state(state),
    }, this.#ended.signal)
    this.#readAt = performance.now()
    const timer = setInterval(() => this.#readAgain(), READ_AGAIN)
    this.#ended.signal.addEventListener('abort', () => clearInterval(timer))
  }

  /** Candles that were corrected after they had closed are not sent. */
  async #readAgain() {
    const newest = this.#series.rows.slice(-PAGE)
    const isComplete = newest.length === PAGE && newest.every(({ complete }) => complete)
    if (document.hidden || isComplete && performance.now() - this.#readAt < READ_AGAIN_COMPLETE) return
    this.#readAt = performance.now()
    try {
      const found = await fetchCandles({ ...this.#key, limit: PAGE }, this.#ended.signal)
      found.forEach(candle => this.#series.put(candle))
      this.#on.change()
    } catch {
      // They are read next time.
    }
  }

  /** Fetches the page before the oldest candle, unless it is on its way or there is none. */
  async older() {
    const { first, rows } = this.#series
    if (this.#isLoading || performance.now() - this.#hadAllAt < ASK_AGAIN || !first || rows.length >= MOST) return
    this.#isLoading = true
    const found = await this.#page({ to: first.time })
    this.#isLoading = false
    if (!found) return
    if (!found.length) this.#hadAllAt = performance.now()
    this.#series.prepend(found)
    this.#on.change()
  }

  /** Asks until there is an answer; undefined when nobody wants it any more, or none will come. */
  async #page(range) {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await fetchCandles({ ...this.#key, ...range, limit: PAGE }, this.#ended.signal)
      } catch (error) {
        if (this.#ended.signal.aborted) return undefined
        this.#on.state(error.isFinal ? 'refused' : 'lost', error.message)
        if (error.isFinal) return undefined
      }
      await new Promise(done => setTimeout(done, pause * (1 - Math.random() / 2)))
      if (this.#ended.signal.aborted) return undefined
    }
  }

  end() {
    this.#ended.abort()
  }
}
