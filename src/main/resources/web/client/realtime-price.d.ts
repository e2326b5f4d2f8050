import type { Candle, CandleInterval, ConnectionError, ConnectionStatus, Figure, Options, Price } from './sse.js'

export interface RealtimeOptions extends Options {
  /** The colour of rising prices: `green-up`, the default, or `red-up` as in China. */
  colors?: 'green-up' | 'red-up'
  /** The language of `sseStatusText`: Chinese for `zh…`, English for all others; by default the browser's. */
  locale?: string
  /** Time in ms for which `isPriceJustUpdated` is true after a change; 500 by default. */
  flash?: number
  /** Whether to connect when the component is mounted; true by default. It disconnects when it is unmounted. */
  autoConnect?: boolean
}

/** A price event, or a figure by itself. */
export type Shown = Price | Figure | string | undefined

/** The members of a component; in a mixin without refs. */
export interface RealtimePrice<Connected, Status, Failure, Text> {
  sseConnected: Connected
  /** The result of `getConnectionStatus()` of the service. */
  sseStatus: Status
  /** The error after which the service stopped trying, or null. */
  sseError: Failure
  /** The state in words. */
  sseStatusText: Text
  /** A CSS colour for the state. */
  sseStatusColor: Text
  /** The newest price of each symbol. Reactive. */
  realtimePrices: Record<string, Price>
  /**
   * The newest 1,000 candles of each series, oldest first, by symbol and interval: `'BTCUSDT 1m'`; with the option
   * `exchange` also by exchange: `'BTCUSDT 1m okx'`. Reactive.
   */
  realtimeCandles: Record<string, Candle[]>
  connectSSE(): void
  /** Disconnects, and drops the prices and candles. */
  disconnectSSE(): void
  /** Handles each price that arrives. A component with the mixin may override it. */
  handlePriceUpdate(price: Price): void
  /** Handles each candle that arrives. A component with the mixin may override it. */
  handleCandleUpdate(candle: Candle): void
  /** The candles of a series, oldest first; none before the first has come. */
  getCandles(symbol: string, interval: CandleInterval, exchange?: string): Candle[]
  /** Also takes the name of a coin with USDT as its quote: `BTC`. */
  getRealtimePrice(symbol: string): Price | null
  /**
   * `95,000.00`: in groups of thousands, a price event with as many digits as the exchange's tick size has; `-` for no
   * price.
   */
  formatPrice(price: Shown): string
  /** `+2.50%`: with the exchange's digits for a price event or a string, with two decimals for a number. */
  formatChange(change: Shown): string
  /** `▲`, `▼`, or `–` for no change. */
  getChangeArrow(change: Shown): string
  /** For `:style`. The page can set the colours as `--price-green`, `--price-red` and `--price-grey`. */
  getChangeStyle(change: Shown): { color: string }
  /** Whether the price has changed within the last 500 ms (`flash`); the first price of a symbol does not count. */
  isPriceJustUpdated(symbol: string): boolean
}

interface Ref<T> {
  readonly value: T
}

/** To be called in `setup()`. */
export function useRealtimePrice(options?: RealtimeOptions): RealtimePrice<
  Ref<boolean>, Ref<ConnectionStatus>, Ref<ConnectionError | null>, Ref<string>>

/** Its options are the component's `realtimePrice`, such as `realtimePrice: { symbols: ['BTCUSDT'] }`. */
export const realtimePriceMixin: object

/** The same two for a page with its own Vue; `create-realtime-price.js` exports it without loading another Vue. */
export function createRealtimePrice(vue: object): {
  useRealtimePrice: typeof useRealtimePrice
  realtimePriceMixin: typeof realtimePriceMixin
}
