/** A figure: as a number; its exact digits are in {@link Price.text}. `null` when the exchange did not send it. */
export type Figure = number | null

/**
 * One price event. Which fields there are is up to the option `fields`, else to the server; `symbol` and `timestamp`
 * always are.
 */
export interface Price {
  symbol: string
  /** The exchange's time, in UTC: `2026-01-10T07:15:00.123Z`. */
  timestamp: string
  price?: Figure
  /** In percent. */
  change_24h?: Figure
  /** A second name of `change_24h`. */
  change24h?: Figure
  exchange?: string
  open?: Figure
  high?: Figure
  low?: Figure
  volume?: Figure
  quote_volume?: Figure
  bid?: Figure
  ask?: Figure
  /** The exchange's time in ms since the epoch. */
  event_time?: number
  /** When the node received it, in µs by the clock that the nodes share; as a time of day it may be off. */
  received_at?: number
  window_high?: Figure
  window_low?: Figure
  window_count?: number
  /** There when the price was old already when it came first: by how many ms. */
  age_ms?: number
  /** Sent by somebody who tries the stream: no price of any exchange. */
  test?: true
  /** Of the built-in fake exchange: no price is real. */
  demo?: true
  /** Each number exactly as the server sent it: `{ price: '95000.00', change_24h: '2.50' }`. */
  text: Record<string, string>
}

/**
 * - `connecting`: for the first time
 * - `live`: connected, and the exchange's feed is live
 * - `stale`: connected, but the feed is stale or down: the prices are old
 * - `reconnecting`: the connection broke; the next attempt is at `retryAt`, or under way when that is 0
 * - `offline`: the browser has no network (attempts go on), it has given up, or nobody has called `connect()`
 */
export type ConnectionState = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'offline'

export interface ConnectionStatus {
  connected: boolean
  state: ConnectionState
  /** Attempts that failed since there was a connection. */
  reconnectAttempts: number
  /** Where a reconnect goes on from; '' for the newest prices. */
  lastEventId: string
  /** When the next attempt is made, in ms since the epoch; 0 when none is waited for. */
  retryAt: number
  /** Callbacks added by `addListener`. */
  listeners: number
}

/** Data of the event `connected`. */
export interface Greeting {
  message: string
  /** What this stream carries, in the server's order; left out when there are more than 500. */
  symbols?: string[]
  /** How many there are then. */
  symbols_count?: number
  node: string
  /** Names asked for that stand for another, with that other. */
  aliases?: Record<string, string>
  /** Names asked for that the server does not have. */
  unknown_symbols?: string[]
  demo?: true
}

/** Data of the event `feed`. */
export interface Feed {
  exchange: string
  state: 'live' | 'stale' | 'down'
  since: string
  age_ms?: number
  demo?: true
}

export interface ConnectionError extends Error {
  /** Of HTTP, when there was an answer. */
  status?: number
  /** Whether it has given up. */
  fatal: boolean
}

export interface Options {
  /** Of the stream; by default that of the server which this module comes from. */
  url?: string | URL
  /** `['BTCUSDT', 'ETH*']`; by default all. */
  symbols?: string | string[]
  /** By default the server's. `symbol` and `timestamp` come in any case. */
  fields?: string | string[]
  /** At most one update per symbol in so many ms; 0, the default, for every tick. */
  interval?: number
  /** By default the server's first. */
  exchange?: string
  /** Attempts after a broken connection before it gives up; by default it never does. */
  maxRetries?: number
  /**
   * One connection for all tabs, and all services of one tab, that ask this site for the same; true by default. Needs
   * HTTPS or localhost, else each has its own.
   */
  shared?: boolean
  /**
   * While its tab is hidden, listeners get the newest price of each symbol once in so many ms, 5000 by default, and
   * what they have not had as soon as the tab is seen again. 0 for all prices at once.
   */
  hiddenInterval?: number
  /** A connection that is silent for so many ms is opened anew: 45000, three heartbeats. */
  silence?: number
}

export type PriceCallback = (price: Price) => void

interface Events {
  state: CustomEvent<ConnectionStatus>
  connected: CustomEvent<Greeting>
  feed: CustomEvent<Feed>
  /** Too long away to be given what was missed: the newest prices follow. */
  reset: CustomEvent<{ message: string }>
  heartbeat: CustomEvent<{ timestamp: number; demo?: true }>
  /** The node is full. It is tried again. */
  overloaded: CustomEvent<{ message: string }>
  /** Each attempt that failed, and each connection that broke, in the tab whose connection it was. */
  error: CustomEvent<ConnectionError>
}

/**
 * Live prices that survive whatever happens to the connection: it is opened again for ever, first after the server's
 * `retry` (3 s ± 50 % when it gave none), then after at most twice as long each time, up to 30 s; and the server gives
 * what was missed meanwhile. A price is given once, however often it comes.
 *
 * What a callback throws is reported to the browser and stops nothing.
 */
export class SSEPriceService extends EventTarget {
  /** Opens nothing yet. @throws TypeError for a `url` that is none */
  constructor(options?: Options)

  /**
   * Begins. Called again, it takes these callbacks instead and makes a waiting attempt at once, whichever tab has the
   * connection.
   *
   * @param onPriceUpdate every price: first the newest that are known, then each tick
   * @param onConnected each time that there is a connection
   * @param onError it has given up: `maxRetries` are spent, or the request is wrong (`status` 400, and `message` says
   *     how). `connect()` begins again.
   */
  connect(
    onPriceUpdate?: PriceCallback | null,
    onConnected?: ((greeting: Greeting) => void) | null,
    onError?: ((error: ConnectionError) => void) | null,
  ): void

  /** Ends at once, and forgets all but the listeners. Another tab takes over the connection where there is one. */
  disconnect(): void

  /** @param symbol as the server names it, an alias that was asked for, or `all` */
  addListener(symbol: string, callback: PriceCallback): void

  /** With the arguments of `addListener`. */
  removeListener(symbol: string, callback: PriceCallback): void

  getConnectionStatus(): ConnectionStatus

  addEventListener<K extends keyof Events>(
    type: K, listener: (event: Events[K]) => void, options?: boolean | AddEventListenerOptions): void
  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions): void
  removeEventListener<K extends keyof Events>(
    type: K, listener: (event: Events[K]) => void, options?: boolean | EventListenerOptions): void
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions): void
}
