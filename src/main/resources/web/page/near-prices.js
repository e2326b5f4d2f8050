// Prices at the full rate for the coins whose rows are near the screen: a stream of its own, whose symbols follow the rows.
import { SSEPriceService } from '../client/sse.js'

/** In ms: rows that only scroll by are not worth a request. */
const BETWEEN_CHANGES = 500
/** In ms: a row that has left keeps its prices for so long, since rows at the margin come and go. */
const KEPT = 5_000
/** A server takes no more names by default. */
const MOST = 200

export class NearPrices {
  #options
  #onPrice
  #service
  #ended = new AbortController()
  #asked = []
  #wanted = []
  /** Symbols that are asked for but no longer wanted, and since when. */
  #leftAt = new Map()
  #isOpen = false
  #live = new Set()
  #timer = 0
  #expiry = 0
  #settledAt = -Infinity

  /**
   * @param options of its service, but for the symbols
   * @param onPrice called with each price
   */
  constructor(options, onPrice) {
    this.#options = options
    this.#onPrice = onPrice
    document.addEventListener('visibilitychange', () => this.#settleSoon(), { signal: this.#ended.signal })
  }

  /** @param symbols of the rows that are near the screen now */
  want(symbols) {
    this.#wanted = symbols.slice(0, MOST)
    this.#settleSoon()
  }

  /** Whether the newest price of this symbol has come this way, and the next ones will. */
  has(symbol) {
    return this.#live.has(symbol)
  }

  end() {
    this.#ended.abort()
    clearTimeout(this.#timer)
    clearTimeout(this.#expiry)
    this.#close()
  }

  #settleSoon() {
    this.#timer ||= setTimeout(() => this.#settle(), this.#settledAt + BETWEEN_CHANGES - performance.now())
  }

  #settle() {
    this.#timer = 0
    this.#settledAt = performance.now()
    // A browser has few connections for a site: pages that nobody sees leave theirs to others.
    if (document.hidden || !this.#wanted.length) {
      this.#close()
      return
    }
    const symbols = [...this.#wanted, ...this.#keep(this.#settledAt)]
    if (this.#service) this.#change(symbols)
    else this.#create(symbols)
    this.#asked = symbols
    if (this.#isOpen) return
    this.#isOpen = true
    this.#service.connect(price => {
      this.#live.add(price.symbol)
      this.#onPrice(price)
    })
  }

  /** @return the symbols that have just left, as far as there is room */
  #keep(now) {
    const kept = this.#asked
      .filter(symbol => !this.#wanted.includes(symbol) && !(now - this.#leftAt.get(symbol) >= KEPT))
      .slice(0, MOST - this.#wanted.length)
    this.#leftAt = new Map(kept.map(symbol => [symbol, this.#leftAt.get(symbol) ?? now]))
    clearTimeout(this.#expiry)
    if (kept.length) {
      this.#expiry = setTimeout(() => this.#settleSoon(), Math.min(...this.#leftAt.values()) + KEPT - now)
    }
    return kept
  }

  #create(symbols) {
    this.#service = new SSEPriceService({ ...this.#options, symbols, shared: false })
    this.#service.addEventListener('state', ({ detail }) => {
      if (!detail.connected) this.#live.clear()
    })
  }

  // A change that is refused leaves its rows with the prices of the other stream.
  #change(symbols) {
    const come = symbols.filter(symbol => !this.#asked.includes(symbol))
    const gone = this.#asked.filter(symbol => !symbols.includes(symbol))
    gone.forEach(symbol => this.#live.delete(symbol))
    if (come.length) this.#service.subscribe(come)
    if (gone.length) this.#service.unsubscribe(gone)
  }

  #close() {
    this.#isOpen = false
    this.#service?.disconnect()
    this.#live.clear()
  }
}
