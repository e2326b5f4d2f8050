import type { ConnectionError, ConnectionStatus, Figure, Options, Price } from './sse.js'

export interface RealtimeOptions extends Options {
  /** Which colour a rise has: `green-up`, the default, or `red-up` as in China. */
  colors?: 'green-up' | 'red-up'
  /** Of `sseStatusText`: Chinese for `zh…`, English for all others; by default the browser's. */
  locale?: string
  /** For how many ms `isPriceJustUpdated` is true; 500 by default. */
  flash?: number
  /** Whether to connect once the component is mounted; true by default. It disconnects when it is unmounted. */
  autoConnect?: boolean
}

/** A price event, or a figure by itself. */
export type Shown = Price | Figure | string | undefined

/** What of Vue's a component has; in a mixin without the refs. */
export interface RealtimePrice<Connected, Status, Failure, Text> {
  sseConnected: Connected
  /** As `getConnectionStatus()` of the service gives it. */
  sseStatus: Status
  /** Why it has given up, or null. */
  sseError: Failure
  /** The state in words. */
  sseStatusText: Text
  /** A CSS colour for the state. */
  sseStatusColor: Text
  /** The newest price of each symbol. Reactive. */
  realtimePrices: Record<string, Price>
  connectSSE(): void
  disconnectSSE(): void
  /** Takes a price in; all that come go this way. A component with the mixin may have its own. */
  handlePriceUpdate(price: Price): void
  /** Also by the coin alone, when it is against USDT: `BTC`. */
  getRealtimePrice(symbol: string): Price | null
  /** `95,000.00`: the exchange's digits in groups of thousands; `-` for no price. */
  formatPrice(price: Shown): string
  /** `+2.50%`: with the exchange's digits for a price event or a string, with two decimals for a number. */
  formatChange(change: Shown): string
  /** `▲`, `▼`, or `–` for no change. */
  getChangeArrow(change: Shown): string
  /** For `:style`. The colours are `--price-green`, `--price-red` and `--price-grey` where the page has them. */
  getChangeStyle(change: Shown): { color: string }
  /** Whether the price has moved within the last 500 ms; the first price of a symbol is no move. */
  isPriceJustUpdated(symbol: string): boolean
}

interface Ref<T> {
  readonly value: T
}

/** To be called in `setup()`. */
export function useRealtimePrice(options?: RealtimeOptions): RealtimePrice<
  Ref<boolean>, Ref<ConnectionStatus>, Ref<ConnectionError | null>, Ref<string>>

/** A component that has it may say `realtimePrice: { symbols: ['BTCUSDT'] }`, with any of the options. */
export const realtimePriceMixin: object

/** The same two for a page that has a Vue of its own; `create-realtime-price.js` has it without loading another. */
export function createRealtimePrice(vue: object): {
  useRealtimePrice: typeof useRealtimePrice
  realtimePriceMixin: typeof realtimePriceMixin
}
