// Publishes the signal `breakout` when a candle closes above the highest or below the lowest price of those before it.
// Settings: symbols (all), interval ('5m'), count (20) of candles before it.

const interval = settings.interval ?? '5m'
const count = settings.count ?? 20
const symbols = settings.symbols ?? ['*']
// A candle that is corrected later comes again: each is looked at once.
const newest = new Map()

const check = candle => {
  if (!candle.closed || candle.time <= (newest.get(candle.symbol) ?? 0)) return
  newest.set(candle.symbol, candle.time)
  const before = candles.last(candle.symbol, interval, Math.min(count + 2, 1000))
    .filter(other => other.time < candle.time)
    .slice(-count)
  if (before.length < count) return
  const up = before.every(other => other.high < candle.close)
  const down = before.every(other => other.low > candle.close)
  const direction = up ? 'up' : down ? 'down' : ''
  if (direction) signals.publish('breakout', { symbol: candle.symbol, interval, direction, price: candle.text.close })
}

symbols.forEach(symbol => candles.on(symbol, interval, check))
