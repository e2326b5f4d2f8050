// For editors and TypeScript: the API of a JavaScript file in this folder. See docs/verticles.md.

/** Figures are numbers, or `null` if the exchange sent none. `text` has their exact digits. */
interface Tick {
  readonly symbol: string
  readonly exchange: string
  readonly price: number
  /** In percent. */
  readonly change_24h: number | null
  readonly open: number | null
  readonly high: number | null
  readonly low: number | null
  /** In the base currency. */
  readonly volume: number | null
  /** In the quote currency. */
  readonly quote_volume: number | null
  readonly bid: number | null
  readonly ask: number | null
  /** Of the last trade. */
  readonly trade_id: number | null
  /** Of the last trade, in the base currency. */
  readonly quantity: number | null
  /** What the taker of the last trade did. */
  readonly side: 'buy' | 'sell' | null
  /** The exchange's time, ISO 8601 in UTC. */
  readonly timestamp: string
  /** The same in ms since the epoch. */
  readonly event_time: number
  /** When a node received it, in µs by the clock that the nodes share; as a time of day it may be off. */
  readonly received_at: number
  /** Of the built-in fake exchange. */
  readonly demo?: true
  readonly text: TickText
}

/** The exchange's own digits: `95000.00` where the number is 95000. */
interface TickText {
  readonly price: string
  readonly change_24h?: string
  readonly open?: string
  readonly high?: string
  readonly low?: string
  readonly volume?: string
  readonly quote_volume?: string
  readonly bid?: string
  readonly ask?: string
  /** Of the last trade. */
  readonly quantity?: string
}

interface Ticks {
  /**
   * Calls the handler with each tick of this symbol, such as `BTCUSDT`, or of all for `*`.
   *
   * @param options.exchange another exchange than the first of `feed.exchanges`; `*` for all
   */
  on(symbol: string, handler: (tick: Tick) => void, options?: { exchange?: string }): void
  /**
   * The newest tick of this symbol; `undefined` before the first.
   *
   * @param options.exchange another exchange than the first of `feed.exchanges`
   */
  last(symbol: string, options?: { exchange?: string }): Tick | undefined
}

type CandleInterval = '1m' | '3m' | '5m' | '15m' | '30m' | '1h' | '2h' | '4h' | '6h' | '8h' | '12h' | '1d'

/** The state of a candle. Figures are numbers, or `null` if the exchange sent none. `text` has their exact digits. */
interface Candle {
  readonly symbol: string
  readonly exchange: string
  readonly interval: CandleInterval
  /** Open time in ms since the epoch. */
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  /** In the base currency. */
  readonly volume: number
  /** In the quote currency. */
  readonly quote_volume: number | null
  /** How many. */
  readonly trades: number | null
  /** It no longer changes. */
  readonly closed: boolean
  /** Nothing is missing in it. */
  readonly complete: boolean
  /** Of the built-in fake exchange. */
  readonly demo?: true
  readonly text: CandleText
}

/** The exchange's own digits. */
interface CandleText {
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly quote_volume?: string
}

interface Candles {
  /**
   * Calls the handler with the open candle of this symbol, or of all for `*`, with each change of it, and with its last
   * state, which is `closed`.
   *
   * @param options.exchange another exchange than the first of `feed.exchanges`; `*` for all
   */
  on(symbol: string, interval: CandleInterval, handler: (candle: Candle) => void,
    options?: { exchange?: string }): void
  /**
   * The newest candles of this symbol, oldest first; the open one is the last.
   *
   * @param count 1 to 1000
   * @param options.exchange another exchange than the first of `feed.exchanges`
   */
  last(symbol: string, interval: CandleInterval, count: number, options?: { exchange?: string }): Candle[]
}

interface Signals {
  /**
   * Publishes a signal to all nodes and their clients: a value with at most 16 KB of JSON, at most 100 signals a second.
   * `name` has small letters, digits, `-` and `_`.
   */
  publish(name: string, object: unknown): void
}

interface Timer {
  /** Calls the task every `ms` milliseconds, 10 at least. @returns a function that stops the timer */
  every(ms: number, task: () => void): () => void
}

interface Log {
  /** A line of the node's log, at most 10 a second. */
  info(...parts: unknown[]): void
  warn(...parts: unknown[]): void
}

interface Console extends Log {
  log(...parts: unknown[]): void
  error(...parts: unknown[]): void
}

declare const ticks: Ticks
declare const candles: Candles
declare const signals: Signals
declare const timer: Timer
declare const log: Log
declare const console: Console
/** The file's own section of conf/tickcast.yaml. */
declare const settings: { readonly [name: string]: any }
