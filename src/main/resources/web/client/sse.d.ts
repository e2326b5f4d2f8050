/** A figure: as a number; its exact digits are in {@link Price.text}. `null` when the exchange did not send it. */
export type Figure = number | null

/**
 * One price event. The option `fields`, or else the server, decides its fields; `symbol` and `timestamp` are always
 * there.
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
  /** There when the option `exchange` is set, or `fields` has it. */
  exchange?: string
  /** The exchanges that an index is made of: none when no exchange is live. `null` for the price of an exchange. */
  sources?: string[] | null
  open?: Figure
  high?: Figure
  low?: Figure
  volume?: Figure
  quote_volume?: Figure
  bid?: Figure
  ask?: Figure
  /** The exchange's time in ms since the epoch. */
  event_time?: number
  /** The time at which the node received it, in µs, by the clock that the nodes share; the time of day may be off. */
  received_at?: number
  window_high?: Figure
  window_low?: Figure
  window_count?: number
  /** The exchange's id of the last trade; `null` when it did not send it. */
  trade_id?: number | null
  /** Of the last trade, in the base currency. */
  quantity?: Figure
  /** The side of the taker of the last trade. */
  side?: 'buy' | 'sell' | null
  /** Age in ms, if the price was already old when it first arrived. */
  age_ms?: number
  /** A test broadcast, not a price of an exchange. */
  test?: true
  /** From the built-in fake exchange: the price is made up. */
  demo?: true
  /**
   * Each number exactly as the server sent it: `{ price: '95000.00', change_24h: '2.50' }`. `PriceDigits` of `digits.js`
   * gives prices with the digits of the exchange's tick size.
   */
  text: Record<string, string>
}

/** The intervals of candles. */
export type CandleInterval = '1m' | '3m' | '5m' | '15m' | '30m' | '1h' | '2h' | '4h' | '6h' | '8h' | '12h' | '1d'

/** Data of the event `candle`: the state of a candle. It replaces the one of the same series and `time`. */
export interface Candle {
  symbol: string
  /** There when the option `exchange` is set, or `fields` has it. */
  exchange?: string
  interval: CandleInterval
  /** Open time in ms since the epoch. */
  time: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  quote_volume?: number
  trades?: number
  /** Whether it no longer changes. */
  closed: boolean
  /** A part of it is missing. */
  complete?: false
  demo?: true
  /** Each number exactly as the server sent it. */
  text: Record<string, string>
}

/**
 * - `connecting`: for the first time
 * - `live`: connected, and the exchange's feed is live
 * - `stale`: connected, but the feed is stale or down: the prices are old. Of several exchanges, all are
 * - `reconnecting`: the connection broke; the next attempt is at `retryAt`, or under way when that is 0
 * - `offline`: the browser has no network (attempts continue), `maxRetries` is reached, the request is wrong, or
 *   `connect()` was not called
 */
export type ConnectionState = 'connecting' | 'live' | 'stale' | 'reconnecting' | 'offline'

/** Server-Sent Events, or WebSocket where a proxy holds those back and lets WebSocket pass. */
export type Transport = 'sse' | 'websocket'

export interface ConnectionStatus {
  connected: boolean
  state: ConnectionState
  /** The transport of the connection, or of the next attempt. */
  transport: Transport
  /** Failed attempts since the last connection. */
  reconnectAttempts: number
  /** The id from which a reconnect resumes; '' for the newest prices. */
  lastEventId: string
  /** Time of the next attempt, in ms since the epoch; 0 when none is planned. */
  retryAt: number
  /** Callbacks added by `addListener`. */
  listeners: number
}

/** Data of the event `connected`. */
export interface Greeting {
  message: string
  /** The symbols of the stream, in the server's order; left out if there are more than 500. */
  symbols?: string[]
  /** Number of symbols, if `symbols` is left out. */
  symbols_count?: number
  /** The exchanges of the stream, when the option `exchange` is set. */
  exchanges?: string[]
  /** The intervals of the candles, when the option `candles` is set. */
  candles?: CandleInterval[]
  node: string
  /** Requested names that stand for another symbol, with that symbol. */
  aliases?: Record<string, string>
  /** Requested names that the server does not have. */
  unknown_symbols?: string[]
  /** The id of the stream, and the key with which it can be changed. */
  stream?: string
  key?: string
  demo?: true
}

/** Data of the event `changed`: what the stream has from now on. */
export interface StreamChange {
  /** The symbols of the stream; left out if there are more than 500. */
  symbols?: string[]
  symbols_count?: number
  /** At most one update per symbol in this many ms. */
  interval: number
  aliases?: Record<string, string>
  unknown_symbols?: string[]
}

/** Data of the event `feed`. */
export interface Feed {
  exchange: string
  state: 'live' | 'stale' | 'down'
  since: string
  age_ms?: number
  demo?: true
}

/** Data of the event `symbols`: symbols of the stream that came or went. A long change comes in several events. */
export interface SymbolChange {
  added: string[]
  removed: string[]
}

/** Data of the event `gap`: trades or candles that the server missed and could not fetch. */
export interface Gap {
  exchange: string
  symbol: string
  kind: 'trades' | 'candles'
  /** The ids of the first and the last trade, or the open times of the first and the last candle in ms. */
  from: number
  to: number
  /** Of candles: the interval that is missing. Live, it is `1m`; with `from`, each interval that was asked for. */
  interval?: string
}

export interface ConnectionError extends Error {
  /** The HTTP status, if there was an answer. */
  status?: number
  /** Whether the service has stopped trying. */
  fatal: boolean
  /**
   * Whether a proxy seems to hold events back, or lets no WebSocket pass. Then the next attempt is over the other
   * transport, but not over a WebSocket that has brought nothing before.
   */
  isHeld?: boolean
}

export interface Options {
  /** URL of the stream; by default on the server from which this module was loaded. */
  url?: string | URL
  /** `['BTCUSDT', 'ETH*']`; by default all. */
  symbols?: string | string[]
  /** By default those of the server. `symbol` and `timestamp` are always there. */
  fields?: string | string[]
  /** At most one update per symbol in this many ms; 0 for every tick. Default: the server's. */
  interval?: number
  /**
   * `'okx'`, `['binance', 'okx']`, `'*'` for all exchanges, or `'index'` for the median over all; by default the first
   * exchange of the server. Then each price has its `exchange`, and listeners get a symbol's prices of all of them.
   */
  exchange?: string | string[]
  /** `['1m', '1h']`: candles to get besides, as `candle` events; by default none. */
  candles?: CandleInterval | CandleInterval[]
  /** With `candles`: first those since this time, at most 1,000 per symbol and interval. In ms, or ISO 8601. */
  from?: number | string
  /** `['movers', 'spread']`: signals to get besides, as `signal` events; `'*'` for all. By default none. */
  signals?: string | string[]
  /** `1`: the alerts of whoever reads, as `alert` events, where the server lets them have alerts. By default none. */
  alerts?: 1
  /** Attempts after a broken connection until the service stops trying; by default unlimited. */
  maxRetries?: number
  /**
   * One connection for all tabs of this site, and all services of a tab, with the same request; true by default, false
   * with `candles`, of which tabs that come later would lack the past. Needs HTTPS or localhost, otherwise each has its
   * own connection.
   */
  shared?: boolean
  /**
   * In a hidden tab, listeners get the newest price of each symbol once in this many ms, 5000 by default. When the tab
   * is shown again they get the latest prices at once. 0 for every price.
   */
  hiddenInterval?: number
  /** A connection that is silent for this many ms is replaced; 45000 (three heartbeats) by default. */
  silence?: number
  /** Only this transport; by default SSE, and WebSocket where a proxy holds its events back. */
  transport?: 'auto' | Transport
}

export type PriceCallback = (price: Price) => void

/** Data of the event `signal`: what a verticle of the server has published. */
export interface Signal {
  name: string
  /** In ms since the epoch. */
  time: number
  data: unknown
}

/** An alert has fired. After a reconnect one may come again: it has the same `alert`, `timestamp` and price. */
export interface Alert {
  /** The id of its rule. */
  alert: string
  symbol: string
  exchange: string
  price: number
  /** The age of the price, in ms. */
  age_ms: number
  /** As in the rule: `{above: '100000'}`. */
  when: Record<string, string>
  note: string
  /** Of the price, by the exchange. */
  timestamp: string
  demo?: true
  /** Numbers with the digits that were sent. */
  text: { price: string; age_ms: string }
}

interface Events {
  state: CustomEvent<ConnectionStatus>
  connected: CustomEvent<Greeting>
  feed: CustomEvent<Feed>
  symbols: CustomEvent<SymbolChange>
  gap: CustomEvent<Gap>
  /** The server has changed the stream, as `subscribe`, `unsubscribe` or `setInterval` asked it to. */
  changed: CustomEvent<StreamChange>
  /** The state of a candle: first the open ones, or with `from` the past; then each change, also after a reconnect. */
  candle: CustomEvent<Candle>
  /** With the option `signals`. */
  signal: CustomEvent<Signal>
  /** With the option `alerts`. */
  alert: CustomEvent<Alert>
  /** The client could not resume: the newest prices follow. */
  reset: CustomEvent<{ message: string }>
  heartbeat: CustomEvent<{ timestamp: number; demo?: true }>
  /** The node cannot take the stream now. The service tries again. */
  overloaded: CustomEvent<{ message: string }>
  /** The token of the stream expires, and the stream ends. The service tries again. */
  expired: CustomEvent<{ message: string }>
  /** A failed attempt, a broken connection, or a refused change, in the tab with the connection. */
  error: CustomEvent<ConnectionError>
}

/**
 * Live prices over a connection that is always restored. The first pause before a new attempt is the server's `retry`
 * (3 s ± 50 % without one). Each further pause is at most twice as long, up to 30 s. The server then sends the missed
 * prices. A price that arrives twice is delivered once.
 *
 * An exception of a callback is reported to the browser, and does not affect other callbacks.
 */
export class SSEPriceService extends EventTarget {
  /** Does not connect yet. @throws TypeError for an invalid `url` */
  constructor(options?: Options)

  /**
   * Connects. A second call replaces the callbacks and makes a waiting attempt at once, in whichever tab it waits.
   *
   * @param onPriceUpdate called with every price: first the newest known ones, then each tick
   * @param onConnected called after each connect
   * @param onError called when the service stops trying: `maxRetries` is reached, or the request is wrong (`status` 400;
   *     `message` gives the reason). `connect()` starts again.
   */
  connect(
    onPriceUpdate?: PriceCallback | null,
    onConnected?: ((greeting: Greeting) => void) | null,
    onError?: ((error: ConnectionError) => void) | null,
  ): void

  /** Disconnects at once, and forgets everything except the listeners. Another tab takes over a shared connection. */
  disconnect(): void

  /**
   * Adds symbols or patterns (`'BTCUSDT,ETH*'`, `['BTCUSDT']`) to the open stream, without another connection; their
   * newest prices come at once. A reconnect asks for them, too. Not connected, it is part of the next request.
   *
   * A service that shares its connection with other tabs gets one of its own at its first change.
   *
   * @return resolves when the server has made the change, and rejects when it refuses it; then nothing is changed
   */
  subscribe(symbols: string | string[]): Promise<void>

  /**
   * Removes symbols or patterns, as they were named; `*` removes all. None of their prices is delivered any more, from
   * now on. Returns as `subscribe` does. A stream that was opened without `symbols` has all, and can lose only all.
   */
  unsubscribe(symbols: string | string[]): Promise<void>

  /** Sets how many ms lie between two updates of a symbol at least; 0 for every tick. Returns as `subscribe` does. */
  setInterval(interval: number): Promise<void>

  /** @param symbol the server's name of the symbol, a requested alias, or `all` */
  addListener(symbol: string, callback: PriceCallback): void

  /** Takes the arguments of `addListener`. */
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
