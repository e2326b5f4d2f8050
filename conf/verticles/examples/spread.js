// Publishes the signal `spread` when the spread of a coin becomes wide, and not again until it was narrow in between.
// Settings: percent (0.1), the part of the price from which a spread is wide; symbols (all).

const percent = settings.percent ?? 0.1
const wide = new Set()

function check(tick) {
  if (tick.bid === null || tick.ask === null) return
  const spread = 100 * (tick.ask - tick.bid) / tick.price
  if (spread >= percent && !wide.has(tick.symbol)) {
    wide.add(tick.symbol)
    signals.publish('spread', { symbol: tick.symbol, percent: spread, bid: tick.text.bid, ask: tick.text.ask })
  } else if (spread < percent / 2) {
    // Not at once below the limit, or a spread right at it would alarm without end.
    wide.delete(tick.symbol)
  }
}

for (const symbol of settings.symbols ?? ['*']) ticks.on(symbol, check)
