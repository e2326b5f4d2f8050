// The chart that is open, in the address of the page: #/BTCUSDT/1h, and #/BTCUSDT/1h/okx where it is not the primary.
import { INTERVALS } from '../candles/candle.js'
import { CANDLE_EXCHANGES } from '../candles/exchanges.js'

const SYMBOL = /^[A-Z0-9]{1,40}$/

/** {symbol, interval, exchange}, the last two where they are named; null for any other address. */
export function placeOf(hash) {
  const [root, symbol = '', interval, exchange, ...more] = hash.split('/')
  if (root !== '#' || !SYMBOL.test(symbol.toUpperCase()) || more.length) return null
  if (interval !== undefined && !Object.hasOwn(INTERVALS, interval)) return null
  if (exchange !== undefined && !CANDLE_EXCHANGES.includes(exchange)) return null
  return { symbol: symbol.toUpperCase(), interval, exchange: exchange ?? CANDLE_EXCHANGES[0] }
}

export function addressOf(place) {
  if (!place) return location.pathname + location.search
  const { symbol, interval, exchange } = place
  const parts = ['#', symbol, ...interval ? [interval] : []]
  if (interval && exchange !== CANDLE_EXCHANGES[0]) parts.push(exchange)
  return parts.join('/')
}

/** Goes back and forward with the browser. @param show called with the place that is to be shown, or null */
export function followAddress(show) {
  addEventListener('popstate', () => show(placeOf(location.hash)))
  const place = placeOf(location.hash)
  if (place) show(place)
}

/** The user has opened this chart, or closed the last one. */
export function note(place) {
  if (addressOf(place) !== addressOf(placeOf(location.hash))) history.pushState(null, '', addressOf(place))
}
