// Publishes the signal `movers` every second: the coins that gained and lost most in 24 hours.
// Settings: count (5) of each.

const count = settings.count ?? 5
const coins = new Map()

ticks.on('*', tick => {
  if (tick.change_24h !== null) coins.set(tick.symbol, tick)
})

timer.every(1000, () => {
  const ranked = [...coins.values()].sort((one, other) => other.change_24h - one.change_24h)
  const shown = tick => ({ symbol: tick.symbol, price: tick.text.price, change_24h: tick.text.change_24h })
  const gainers = ranked.filter(tick => tick.change_24h > 0).slice(0, count)
  const losers = ranked.filter(tick => tick.change_24h < 0).slice(-count).reverse()
  if (ranked.length > 0) signals.publish('movers', { gainers: gainers.map(shown), losers: losers.map(shown) })
})
