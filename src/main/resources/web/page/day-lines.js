// Fetches the last 24 h of the coins whose rows are near the screen.
import { INTERVALS } from '../candles/candle.js'
import { CANDLE_EXCHANGES } from '../candles/exchanges.js'
import { fetchCandles } from '../candles/fetch.js'
import { exchange } from './exchanges.js'
import { DayLine } from './day-line.js'

const INTERVAL = '15m'
const STEP = INTERVALS[INTERVAL]
/** A day of closed candles, and the open one. */
const COUNT = 97
/** Few: a browser has six connections for a site, and streams take some. */
const AT_ONCE = 2
/** In ms, after an answer that was none, or had less than a day. */
const PAUSE = 60_000

/** The exchange that the page shows, where its candles are kept. */
const source = () => {
  const name = exchange.value ?? CANDLE_EXCHANGES[0]
  return CANDLE_EXCHANGES.includes(name) ? name : undefined
}

/** Whether rows show 24 h; else they show the prices since the page was opened. */
export const hasDays = () => source() !== undefined

export class DayLines {
  #asked = new Set()
  #waiting = []
  #running = 0
  #run = new AbortController()
  #onLine

  /** @param onLine told the coin that has its line */
  constructor(onLine) {
    this.#onLine = onLine
  }

  /** Its row can be seen. */
  need(coin) {
    if (!source() || this.#asked.has(coin)) return
    this.#asked.add(coin)
    this.#waiting.push(coin)
    this.#next()
  }

  /** Prices may be missing in all lines, or another exchange is shown. */
  forget() {
    this.#run.abort()
    this.#run = new AbortController()
    this.#asked.clear()
    this.#waiting = []
  }

  #askLater(coin) {
    setTimeout(() => this.#asked.delete(coin), PAUSE)
  }

  async #next() {
    if (this.#running >= AT_ONCE || !this.#waiting.length) return
    const coin = this.#waiting.shift()
    const { signal } = this.#run
    this.#running++
    try {
      const { candles } = await fetchCandles({ symbol: coin.symbol, exchange: source(), interval: INTERVAL, limit: COUNT }, signal)
      if (!signal.aborted && candles.length) {
        coin.day ??= new DayLine(STEP)
        coin.day.fill(candles)
        this.#onLine(coin)
      }
      if (candles.length < COUNT) this.#askLater(coin)
    } catch (error) {
      if (!error.isFinal) this.#askLater(coin)
    }
    this.#running--
    this.#next()
  }
}
