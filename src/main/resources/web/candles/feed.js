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
   * @param on  {change(), state(name, error)}, where the state is loading, live, stale, lost or refused
   */
  constructor(key, series, on) {
    this.#key = key
    this.#series = series
    this.#on = on
    this.#begin()
  }

  async #begin() {
    this.#on.state('loading')
    const found = await this.#page({}, error => this.#on.state(error.isFinal ? 'refused' : 'lost', error))
    if (!found) return
    this.#series.merge(found)
    this.#on.state('live')
    this.#on.change()
    followCandles(this.#key, {
      from: () => this.#series.last?.time,
      candle: candle => this.#take(candle),
      state: state => this.#on.state(state),
    }, this.#ended.signal)
    this.#readAt = performance.now()
    const timer = setInterval(() => this.#readAgain(), READ_AGAIN)
    this.#ended.signal.addEventListener('abort', () => clearInterval(timer))
  }

  #take(candle) {
    const { last, step } = this.#series
    this.#series.put(candle)
    this.#on.change()
    if (candle.time > last?.time + step) this.#between(last.time, candle.time)
  }

  /**
   * Fetches what lies between two candles: a stream begins with 1,000 candles at most, and a hole may be one of the
   * server. Where more lies there than a page, what is older is forgotten until somebody looks at it.
   */
  async #between(from, to) {
    const end = to + this.#series.step
    const found = await this.#page({ from, to: end })
    if (!found) return
    if (found.candles[0]?.time > from) this.#forgetBefore(found.candles[0].time)
    this.#series.merge(found, end)
    this.#on.change()
  }

  #forgetBefore(time) {
    this.#series.forgetBefore(time)
    this.#hadAllAt = -Infinity
  }

  /** Candles that were corrected long after they had closed are not sent. */
  async #readAgain() {
    const newest = this.#series.rows.slice(-PAGE)
    const isComplete = newest.length === PAGE && newest.every(({ complete }) => complete)
      && !this.#series.missing(newest[0].time, this.#series.last.time).length
    if (document.hidden || isComplete && performance.now() - this.#readAt < READ_AGAIN_COMPLETE) return
    this.#readAt = performance.now()
    try {
      const found = await fetchCandles({ ...this.#key, limit: PAGE }, this.#ended.signal)
      if (found.candles[0]?.time > this.#series.last?.time) this.#forgetBefore(found.candles[0].time)
      this.#series.merge(found)
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
    if (this.#ended.signal.aborted) return
    if (!found?.candles.length) this.#hadAllAt = performance.now()
    // What is oldest may have changed meanwhile: then this page may not be the one before it.
    else if (this.#series.first.time === first.time) this.#series.merge(found, first.time)
    this.#on.change()
  }

  /** Asks until there is an answer; undefined when nobody wants it any more, or none will come. */
  async #page(range, onFailure = () => {}) {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      try {
        return await fetchCandles({ ...this.#key, ...range, limit: PAGE }, this.#ended.signal)
      } catch (error) {
        if (this.#ended.signal.aborted) return undefined
        onFailure(error)
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
