// One candle as the server writes it: numbers to draw by, and the text of its digits.

const ROW = /\{"time"[^{}]*\}/g
const GAPS = /"gaps": ?(\[[^\]]*\])/

const FIGURES = Object.fromEntries(['open', 'high', 'low', 'close', 'volume']
  .map(name => [name, new RegExp(`"${name}": ?(-?[\\d.]+)`)]))

/** Lengths in ms by name, shortest first. */
export const INTERVALS = Object.fromEntries(Object.entries({ '1m': 1, '3m': 3, '5m': 5, '15m': 15, '30m': 30, '1h': 60,
  '2h': 120, '4h': 240, '6h': 360, '8h': 480, '12h': 720, '1d': 1440 }).map(([name, minutes]) => [name, minutes * 60_000]))

export function readCandle(json) {
  const { time, open, high, low, close, volume = NaN, closed, complete = true } = JSON.parse(json)
  return { time, open, high, low, close, volume, closed, complete, json }
}

/** The candles in an answer of the server, oldest first, and the gaps {from, to} of open times that it could not get. */
export const readCandles = answer => ({
  candles: (answer.match(ROW) ?? []).map(readCandle),
  gaps: JSON.parse(GAPS.exec(answer)?.[1] ?? '[]'),
})

/** JSON.parse makes 95000 of 95000.00: what is shown is the exchange's text. Undefined where it gives no such figure. */
export const digits = (candle, figure) => FIGURES[figure].exec(candle.json)?.[1]

/** Answers may cross on their way: a candle never opens again, and its volume never falls. */
export const isBehind = (candle, known) =>
  known.closed ? !candle.closed : !candle.closed && candle.volume < known.volume
