// What is known of each coin.
import { withDigits } from '../client/digits.js'
import { decimals } from './format.js'
import { pair, searchText } from './names.js'
import { Quotes } from './quotes.js'
import { Series } from './series.js'

const FIVE_MINUTES = { capacity: 400, span: 1000 }
const SINCE_OPENING = { capacity: 400, span: 1000, folds: true }
const FIGURES = ['price', 'change_24h', 'open', 'high', 'low', 'volume', 'quote_volume', 'bid', 'ask']
const PRICES = ['price', 'open', 'high', 'low', 'bid', 'ask']

/** The fields that the page asks the server for. */
export const FIELDS = ['symbol', 'timestamp', 'event_time', ...FIGURES]

export class Coin {
  /** Numbers to sort and draw by; what is shown of them is in text. */
  price = NaN
  change_24h = NaN
  open = NaN
  high = NaN
  low = NaN
  volume = NaN
  quote_volume = NaN
  text = {}
  rank = Infinity
  /** Number of decimals of its prices: those of the smallest step, and all that ever were not zero. */
  decimals = 0
  /** Time of its last price, in ms by this browser's clock. */
  at = 0
  /** The same by the exchange's. */
  eventTime = 0
  test = false
  /** Whether it is an index that no exchange is behind. */
  dead = false
  quotes = new Quotes()
  recent = new Series(FIVE_MINUTES)
  whole = new Series(SINCE_OPENING)
  /** The last 24 h, where there are candles of them. */
  day
  #sent = {}

  constructor(symbol) {
    this.symbol = symbol
    ;[this.base, this.quote] = pair(symbol)
    this.searchText = searchText(symbol, this.base, this.quote)
  }

  take(price, now, digits) {
    this.#sent = price.text
    this.fit(digits)
    for (const figure of FIGURES) this[figure] = price[figure] ?? NaN
    this.at = now - (price.age_ms ?? 0)
    this.eventTime = price.event_time
    this.test = price.test === true
    this.dead = price.sources?.length === 0
    // A made up price among real ones would spoil the line.
    if (!this.test) {
      this.recent.add(now, this.price)
      this.whole.add(now, this.price)
      this.day?.add(now, this.price)
    }
  }

  /** @param digits of its prices behind the point; undefined where that is not known */
  fit(digits) {
    this.text = { ...this.#sent }
    for (const figure of PRICES) {
      const sent = this.#sent[figure]
      if (sent === undefined) continue
      this.text[figure] = withDigits(sent, digits)
      this.decimals = Math.max(this.decimals, digits ?? 0, decimals(sent))
    }
  }

  /** As if it never had a price: those of another exchange follow. */
  clear() {
    this.text = {}
    this.#sent = {}
    this.decimals = 0
    for (const figure of FIGURES) this[figure] = NaN
    this.at = this.eventTime = 0
    this.test = this.dead = false
    this.recent = new Series(FIVE_MINUTES)
    this.whole = new Series(SINCE_OPENING)
    this.day = undefined
  }

  interrupt() {
    this.recent.interrupt()
    this.whole.interrupt()
    this.day?.interrupt()
  }

  /** The line that its row shows beside the figures. */
  get line() {
    return this.day ?? this.whole
  }

  /** In percent, from the beginning of its line. */
  get moved() {
    const { prices } = this.line
    return prices.length ? (prices.at(-1) / prices[0] - 1) * 100 : NaN
  }
}

export class Market {
  coins = new Map()
  #onCoin
  #onGone
  #onRank
  #digitsOf

  /**
   * Three are called with a coin: when it is new, has another rank, and is no longer among what the server has.
   *
   * @param digitsOf gives the digits behind the point of a symbol's prices
   */
  constructor({ onCoin, onRank, onGone, digitsOf }) {
    this.#onCoin = onCoin
    this.#onRank = onRank
    this.#onGone = onGone
    this.#digitsOf = digitsOf
  }

  /** All that the server has; its order is the coins' rank. */
  order(symbols) {
    const gone = new Set(this.coins.keys())
    symbols.forEach((symbol, i) => {
      const coin = this.#coin(symbol)
      gone.delete(symbol)
      if (coin.rank === i + 1) return
      coin.rank = i + 1
      this.#onRank(coin)
    })
    for (const symbol of gone) {
      this.#onGone(this.coins.get(symbol))
      this.coins.delete(symbol)
    }
  }

  /** Other digits of prices are known now. */
  fit() {
    for (const coin of this.coins.values()) coin.fit(this.#digitsOf(coin.symbol))
  }

  /** The prices of another exchange follow. */
  clear() {
    for (const coin of this.coins.values()) coin.clear()
  }

  /** Prices may be missing from now on: no line leads from the last of each coin to its next. */
  interrupt() {
    for (const coin of this.coins.values()) coin.interrupt()
  }

  /** @return the coin whose price it is */
  take(price, now = Date.now()) {
    const coin = this.#coin(price.symbol)
    coin.take(price, now, this.#digitsOf(price.symbol))
    return coin
  }

  #coin(symbol) {
    let coin = this.coins.get(symbol)
    if (!coin) {
      coin = new Coin(symbol)
      this.coins.set(symbol, coin)
      this.#onCoin(coin)
    }
    return coin
  }
}
