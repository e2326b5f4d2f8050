// Publishes the signal `crossing` when the short moving average of a coin's price crosses the long one.
// Settings: symbol (BTCUSDT), and the number of ticks of each average: few (20) and many (100).

def symbol = settings.symbol ?: 'BTCUSDT'
int few = settings.few ?: 20
int many = settings.many ?: 100
def prices = new ArrayDeque<Double>()
def above = null

ticks.on(symbol) { tick ->
  prices.addLast(tick.price)
  if (prices.size() > many) prices.removeFirst()
  if (prices.size() < many) return

  double slow = prices.sum() / many
  double fast = prices.toList().takeRight(few).sum() / few
  boolean now = fast > slow
  if (above != null && above != now) {
    signals.publish('crossing', [symbol: symbol, direction: now ? 'up' : 'down', price: tick.text.price,
        fast: fast, slow: slow])
  }
  above = now
}
