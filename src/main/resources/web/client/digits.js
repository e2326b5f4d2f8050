// Digits of prices by the exchanges' smallest steps. How to use it: digits.d.ts beside this file.

// Bundlers would look for a file behind it.
const HERE = import.meta.url
// Random, and at least half of it: clients of a node that is back do not ask all at once.
const FIRST_PAUSE = 10_000
const LONGEST_PAUSE = 3_600_000
const PATIENCE = 30_000
const MOST_DIGITS = 30

/** With so many digits behind the point, and more where one of them is not zero. */
export function withDigits(text, digits) {
  const [, whole, fraction = ''] = /^(-?\d+)(?:\.(\d*?)0*)?$/.exec(text) ?? []
  if (digits === undefined || whole === undefined) return text
  const shown = fraction.padEnd(digits, '0')
  return shown ? `${whole}.${shown}` : whole
}

export class PriceDigits extends EventTarget {
  #url
  // Those that are connected.
  #services = new Set()
  // By symbol, then by exchange, the primary first: null where the exchange's own list has none.
  #digits = new Map()
  #exchanges = new Set()
  // Whether all exchanges are in the list that have symbols.
  #isSettled = false
  #loading
  #timer
  #pause = FIRST_PAUSE
  // Whether somebody asked for what the list lacks; it may have it later.
  #isMissed = false

  constructor(service, { url } = {}) {
    super()
    const stream = url ? new URL(url, globalThis.location?.href) : new URL('../api/sse/prices', HERE)
    this.#url = new URL('../symbols', stream)
    if (service) this.follow(service)
  }

  follow(service) {
    service.addEventListener('state', ({ detail }) => {
      if (!detail.connected) this.#services.delete(service)
    })
    service.addEventListener('connected', () => {
      this.#services.add(service)
      this.#renew()
      if (!this.#digits.size) this.load()
      else if (!this.#timer) this.#plan(FIRST_PAUSE)
    })
    service.addEventListener('symbols', () => {
      this.#isSettled = false
      this.#renew()
    })
  }

  of({ symbol, exchange }) {
    const listed = this.#digits.get(symbol) ?? new Map()
    // An index is the price now of this exchange, now of that one: its digits stay.
    const digits = exchange === 'index' ? most(listed.values())
      : exchange ? listed.get(exchange) : listed.values().next().value
    // What is on its way may have it.
    if (digits === undefined && !this.#loading && this.#mayCome(symbol, exchange)) this.#miss()
    return digits ?? undefined
  }

  #mayCome(symbol, exchange) {
    // A published source is never in the list.
    if (exchange && exchange !== 'index' && !this.#exchanges.has(exchange) && this.#isSettled) return false
    const listed = this.#digits.get(symbol)
    return exchange !== 'index' || !listed || [...listed.values()].includes(undefined)
  }

  format(price, name = 'price') {
    return withDigits(price.text[name] ?? '', this.of(price))
  }

  load() {
    this.#loading ??= this.#load()
    return this.#loading
  }

  async #load() {
    this.#isMissed = false
    this.#plan(LONGEST_PAUSE)
    const isRead = await this.#read()
    this.#loading = undefined
    if (isRead) this.dispatchEvent(new Event('change'))
    else this.#miss()
  }

  async #read() {
    try {
      const answer = await fetch(this.#url, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) })
      const { data } = await answer.json()
      this.#digits = new Map(data.map(({ symbol, exchanges }) => [symbol, byExchange(exchanges)]))
      this.#exchanges = new Set([...this.#digits.values()].flatMap(listed => [...listed.keys()]))
      this.#isSettled = this.#digits.size > 0
      return true
    } catch {
      // Prices keep the digits that were sent.
      return false
    }
  }

  // The server may know more now: what is missed from here on is soon asked for.
  #renew() {
    this.#pause = FIRST_PAUSE
    this.#isMissed = false
  }

  #miss() {
    if (this.#isMissed) return
    this.#isMissed = true
    this.#plan(this.#pause)
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE)
  }

  #plan(pause) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      if (this.#services.size) this.load()
    }, pause * (1 - Math.random() / 2))
  }
}

const isDigits = digits => Number.isInteger(digits) && digits >= 0 && digits <= MOST_DIGITS

// Without a status the exchange's own list is still to come.
const byExchange = exchanges => new Map(Object.entries(exchanges).map(([exchange, { price_digits: digits, status }]) =>
  [exchange, isDigits(digits) ? digits : status ? null : undefined]))

function most(each) {
  const known = [...each].filter(isDigits)
  return known.length ? Math.max(...known) : undefined
}
