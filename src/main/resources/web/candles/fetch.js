// One request for candles.
import { readCandles } from './candle.js'

const PATIENCE = 30_000
/** With these another attempt would be no other. */
const FINAL = new Set([400, 401, 403, 404])

/** @param query {symbol, exchange, interval, from, to, limit}; an error says why, its status, and whether it isFinal */
export async function fetchCandles(query, signal) {
  const wanted = Object.entries(query).filter(([, value]) => value !== undefined)
  const answer = await fetch('/api/candles?' + new URLSearchParams(wanted), {
    cache: 'no-store',
    signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]),
  })
  const body = await answer.text()
  if (answer.ok) return readCandles(body)
  const { status } = answer
  throw Object.assign(new Error(messageOf(body) ?? `HTTP ${status}`), { status, isFinal: FINAL.has(status) })
}

function messageOf(body) {
  try {
    return JSON.parse(body).message
  } catch {
    return undefined
  }
}
