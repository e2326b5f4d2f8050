// Candles as they come, of all charts of the page over one connection.
import { fetchCandles } from './fetch.js'

const EVERY = 1000

/**
 * @param series {exchange, symbol, interval}
 * @param from   open time of the first candle that is wanted
 * @param on     {candles(list), lost()}
 * @param signal ends it
 */
export function followCandles(series, from, on, signal) {
  const timer = setInterval(async () => {
    if (document.hidden) return
    try {
      const found = await fetchCandles({ ...series, from, limit: 1000 }, signal)
      if (found.length) {
        from = found.at(-1).time
        on.candles(found)
      }
    } catch {
      on.lost()
    }
  }, EVERY)
  signal.addEventListener('abort', () => clearInterval(timer))
}
