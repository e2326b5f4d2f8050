// What each exchange says of each coin, beside the exchange that is shown: a stream of its own, with little in it.
import { SSEPriceService } from '../client/sse.js'
import { EXCHANGES, SEVERAL } from './exchanges.js'
import { priceDigits } from './price-digits.js'

const FIELDS = ['exchange', 'price']
/** In ms. More prices are read less often, so that reading them stays a small part of all. */
const INTERVAL = Math.min(10_000, Math.max(1000, 2 * EXCHANGES.length * document.documentElement.dataset.coins || 0))

/** Exchanges whose prices are old. */
const silent = new Set()

/**
 * @param onQuote called with {symbol, exchange, price, text}
 * @param onFeed  called when an exchange falls silent, or no longer is
 */
export function followQuotes(onQuote, onFeed) {
  if (!SEVERAL) return
  const service = new SSEPriceService({ url: '/api/sse/prices', fields: FIELDS, interval: INTERVAL, exchange: '*' })
  service.addEventListener('feed', ({ detail: { exchange, state } }) => {
    if (state === 'live') silent.delete(exchange)
    else silent.add(exchange)
    onFeed()
  })
  service.addEventListener('connected', () => silent.clear())
  priceDigits.follow(service)
  service.connect(price => { if (!price.test) onQuote(price) })
}

/** The last price of a coin at each exchange. */
export class Quotes {
  #prices = new Map()

  take(price) {
    this.#prices.set(price.exchange, price)
  }

  digits(exchange) {
    const price = this.#prices.get(exchange)
    return price && priceDigits.format(price)
  }

  isOld(exchange) {
    return silent.has(exchange)
  }

  /** Highest minus lowest price in percent of the lowest, of those that are not old; NaN for less than two. */
  get spread() {
    let lowest = Infinity
    let highest = -Infinity
    let count = 0
    for (const [exchange, { price }] of this.#prices) {
      if (silent.has(exchange)) continue
      lowest = Math.min(lowest, price)
      highest = Math.max(highest, price)
      count++
    }
    return count > 1 ? (highest / lowest - 1) * 100 : NaN
  }
}
