// Live prices as state of React, for whichever React a page has. How to use it: create-realtime-price-hook.d.ts.
import { PriceDigits } from './digits.js'
import { changeArrow, changeStyle, formatChange, formatPrice, series, statusColor, statusText, withCandle } from './shown.js'
import { SSEPriceService } from './sse.js'

const FLASH_MILLIS = 500

export function createRealtimePriceHook({ useEffect, useMemo, useSyncExternalStore }) {
  return function useRealtimePrice(options = {}) {
    const { symbols, interval, url, ...others } = options
    // Each render makes other objects of the same options.
    const store = useMemo(() => new PriceStore(options), [`${url}`, JSON.stringify(others)])
    useEffect(() => store.start(), [store])
    useEffect(() => store.want(symbols, interval), [store, `${symbols}`, interval])
    return useSyncExternalStore(store.subscribe, store.snapshot, store.snapshot)
  }
}

/** Live prices for a component: a snapshot, replaced after each turn that brought something. */
class PriceStore {
  #options
  #service
  #symbols
  #interval
  #listeners = new Set()
  #flashing = new Map()
  #prices = {}
  #candles = {}
  #error = null
  #members
  #snapshot
  #isPlanned = false

  constructor({ colors, locale, flash = FLASH_MILLIS, autoConnect = true, ...connection }) {
    this.#options = { locale, flash, autoConnect }
    this.#symbols = names(connection.symbols)
    this.#interval = connection.interval
    this.#service = new SSEPriceService(connection)
    const digits = new PriceDigits(this.#service, { url: connection.url })
    this.#members = {
      connectSSE: () => this.#connect(),
      disconnectSSE: () => this.#disconnect(),
      getRealtimePrice: symbol => this.#snapshot.realtimePrices[this.#named(symbol)] ?? null,
      getCandles: (symbol, interval, exchange) => this.#snapshot.realtimeCandles[series(symbol, interval, exchange)] ?? [],
      isPriceJustUpdated: symbol => this.#flashing.has(this.#named(symbol)),
      formatPrice: value => formatPrice(value, price => digits.format(price)),
      formatChange,
      getChangeArrow: changeArrow,
      getChangeStyle: value => changeStyle(value, colors),
    }
    this.#service.addEventListener('state', () => this.#plan())
    this.#service.addEventListener('candle', ({ detail }) => this.#takeCandle(detail))
    digits.addEventListener('change', () => this.#plan())
    this.#snapshot = this.#make()
  }

  snapshot = () => this.#snapshot

  subscribe = listener => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @return ends it */
  start() {
    if (this.#options.autoConnect) this.#connect()
    return () => this.#disconnect()
  }

  /** Changes the open stream. */
  want(symbols, interval) {
    const before = this.#symbols
    this.#symbols = names(symbols)
    const come = this.#symbols.filter(name => !before.includes(name))
    const gone = before.filter(name => !this.#symbols.includes(name))
    if (before.includes('*') && gone.length) this.#ask(this.#service.unsubscribe('*'))
    if (come.length) this.#subscribe(come)
    // Who has all has each of them.
    if (gone.length && !before.includes('*') && !come.includes('*')) this.#ask(this.#service.unsubscribe(gone))
    if (interval !== undefined && interval !== this.#interval) this.#ask(this.#service.setInterval(interval))
    this.#interval = interval
    for (const symbol of Object.keys(this.#prices)) {
      if (covers(gone, symbol) && !covers(this.#symbols, symbol)) delete this.#prices[symbol]
    }
    this.#plan()
  }

  // Of names that were refused, those that are wanted later are asked for again.
  #subscribe(names) {
    this.#ask(this.#service.subscribe(names).catch(error => {
      this.#symbols = this.#symbols.filter(name => !names.includes(name))
      throw error
    }))
  }

  #ask(answer) {
    answer.catch(error => this.#fail(error))
  }

  #fail(error) {
    this.#error = error
    this.#plan()
  }

  #connect() {
    this.#fail(null)
    this.#service.connect(price => this.#take(price), null, error => this.#fail(error))
  }

  #disconnect() {
    this.#service.disconnect()
    this.#flashing.forEach(clearTimeout)
    this.#flashing.clear()
    this.#prices = {}
    this.#candles = {}
  }

  #take(price) {
    const { symbol } = price
    const before = this.#prices[symbol]
    this.#prices[symbol] = price
    if (before && before.price !== price.price) this.#flash(symbol)
    this.#plan()
  }

  #flash(symbol) {
    clearTimeout(this.#flashing.get(symbol))
    this.#flashing.set(symbol, setTimeout(() => {
      this.#flashing.delete(symbol)
      this.#plan()
    }, this.#options.flash))
  }

  #takeCandle(candle) {
    const key = series(candle.symbol, candle.interval, candle.exchange)
    this.#candles[key] = withCandle(this.#candles[key] ?? [], candle)
    this.#plan()
  }

  // Pages that speak of coins may ask for BTC.
  #named(symbol) {
    return symbol in this.#prices ? symbol : symbol + 'USDT'
  }

  // All that one message brings is one snapshot.
  #plan() {
    if (this.#isPlanned) return
    this.#isPlanned = true
    queueMicrotask(() => {
      this.#isPlanned = false
      this.#snapshot = this.#make()
      this.#listeners.forEach(listener => listener())
    })
  }

  #make() {
    const status = this.#service.getConnectionStatus()
    return {
      ...this.#members,
      sseConnected: status.connected,
      sseStatus: status,
      sseError: this.#error,
      sseStatusText: statusText(status.state, this.#options.locale),
      sseStatusColor: statusColor(status.state),
      realtimePrices: { ...this.#prices },
      realtimeCandles: { ...this.#candles },
    }
  }
}

function names(symbols) {
  const list = `${symbols ?? ''}`.toUpperCase().replaceAll(' ', '').split(',').filter(Boolean)
  return list.length ? list : ['*']
}

function covers(list, symbol) {
  return list.some(name => name === symbol || name.endsWith('*') && symbol.startsWith(name.slice(0, -1)))
}
