// Candles as they come, of all charts of the page over one connection.
import { INTERVALS, readCandle } from './candle.js'
import { CANDLE_EXCHANGES } from './exchanges.js'

/** In ms, for each candle that is open. */
const INTERVAL = 100
/** A node sends a heartbeat every 15 s: a connection that says nothing for longer is dead. */
const SILENCE = 45_000
/** In ms, after the server refused. */
const PAUSE = 10_000
/** Candles come over other connections than prices: a series without one for so many ms after its newest is not live. */
const LATE = 90_000

const followers = new Set()
/** Exchanges that say nothing new: their candles are not live. */
const silent = new Set()
/** The node's time of its last heartbeat, in ms. */
let heardAt = -Infinity
let source
let planned = 0
let watchdog = 0

/**
 * @param series {exchange, symbol, interval}
 * @param on     {from(), candle(candle), state(name)}: from gives the time of the newest candle that is known, and the state
 *               is live, lost, or stale when nothing new comes
 * @param signal ends it
 */
export function followCandles(series, on, signal) {
  const follower = { ...series, on }
  followers.add(follower)
  plan()
  signal.addEventListener('abort', () => {
    followers.delete(follower)
    plan()
  })
}

// A browser has few connections for a site: pages that nobody sees leave theirs to others.
document.addEventListener('visibilitychange', () => plan())

/** Several charts that change at once open one connection. */
function plan(pause = 0) {
  clearTimeout(planned)
  planned = setTimeout(connect, pause)
}

function connect() {
  clearTimeout(watchdog)
  source?.close()
  source = undefined
  if (!followers.size || document.hidden) return
  source = new EventSource('/api/sse/prices?' + query())
  const here = source
  const heard = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => {
      tell(() => 'lost')
      connect()
    }, SILENCE)
  }
  heard()
  source.onerror = () => {
    tell(() => 'lost')
    if (here.readyState === EventSource.CLOSED) plan(PAUSE * (1 - Math.random() / 2))
  }
  source.addEventListener('price', heard)
  source.addEventListener('heartbeat', ({ data }) => {
    heard()
    heardAt = JSON.parse(data).timestamp * 1000
    tell(stateOf)
  })
  source.addEventListener('connected', () => {
    heard()
    silent.clear()
    tell(stateOf)
  })
  source.addEventListener('feed', ({ data }) => {
    heard()
    const { exchange = CANDLE_EXCHANGES[0], state } = JSON.parse(data)
    if (state === 'live') silent.delete(exchange)
    else silent.add(exchange)
    tell(stateOf)
  })
  source.addEventListener('candle', ({ data }) => {
    heard()
    take(data)
  })
  // What was missed is asked for.
  source.addEventListener('reset', () => plan())
}

/** Each chart's symbol in each chart's interval: more than the charts show, and never much. */
function query() {
  const all = [...followers]
  const each = name => [...new Set(all.map(follower => follower[name]))].join()
  const from = Math.min(...all.map(({ on }) => on.from()).filter(Number.isFinite))
  return new URLSearchParams({ symbols: each('symbol'), exchange: each('exchange'), candles: each('interval'),
    fields: 'symbol', interval: INTERVAL, ...Number.isFinite(from) && { from } })
}

function take(data) {
  const { symbol, interval, exchange = CANDLE_EXCHANGES[0] } = JSON.parse(data)
  for (const follower of followers) {
    if (follower.symbol === symbol && follower.interval === interval && follower.exchange === exchange) {
      follower.on.candle(readCandle(data))
      follower.on.state(stateOf(follower))
    }
  }
}

function stateOf({ exchange, interval, on }) {
  const isLate = heardAt - on.from() > INTERVALS[interval] + LATE
  return silent.has(exchange) || isLate ? 'stale' : 'live'
}

function tell(state) {
  for (const follower of followers) follower.on.state(state(follower))
}
