// How prices and the state of the connection are shown, for all frameworks.

const MAX_CANDLES = 1_000

const TEXTS = {
  zh: { connecting: '连接中', live: '实时', stale: '行情延迟', reconnecting: '重新连接中', offline: '离线' },
  en: { connecting: 'Connecting', live: 'Live', stale: 'Stale', reconnecting: 'Reconnecting', offline: 'Offline' },
}

const GREEN = 'var(--price-green, #15803d)'
const RED = 'var(--price-red, #b91c1c)'
const AMBER = 'var(--price-amber, #b45309)'
const GREY = 'var(--price-grey, #6b7280)'

const STATUS_COLORS = { connecting: AMBER, live: GREEN, stale: AMBER, reconnecting: AMBER, offline: RED }

export function statusText(state, locale = globalThis.navigator?.language ?? 'en') {
  return TEXTS[locale.startsWith('zh') ? 'zh' : 'en'][state]
}

export const statusColor = state => STATUS_COLORS[state]

/** The name of a list of candles. */
export function series(symbol, interval, exchange) {
  return [symbol, interval, exchange].filter(Boolean).join(' ')
}

/** @return the list with this candle in its place; the same list where it knows better */
export function withCandle(list, candle) {
  let end = list.length
  while (end > 0 && list[end - 1].time > candle.time) end--
  const known = list[end - 1]?.time === candle.time ? list[end - 1] : null
  // A node that is behind may not know yet that it has closed.
  if (known?.closed && !candle.closed) return list
  const start = known ? end - 1 : end
  return [...list.slice(0, start), candle, ...list.slice(end)].slice(-MAX_CANDLES)
}

/** @param format gives a price event the digits of its tick size */
export function formatPrice(value, format) {
  return grouped(value?.text?.price ? format(value) : digits(value, 'price'))
}

export function formatChange(value) {
  const text = digits(value, 'change_24h')
  if (text === '') return '-'
  return `${text > 0 ? '+' : ''}${text}%`
}

export const changeArrow = value => ['▼', '–', '▲'][1 + sign(value)]

export function changeStyle(value, colors = 'green-up') {
  const [down, up] = colors === 'red-up' ? [GREEN, RED] : [RED, GREEN]
  return { color: [down, GREY, up][1 + sign(value)] }
}

// A figure of a price event in the exchange's own digits, or a figure by itself; '' for none.
function digits(value, name) {
  if (value !== null && typeof value === 'object') return value.text?.[name] ?? digits(value[name], name)
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return ''
  return name === 'price'
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : value.toFixed(2)
}

function grouped(text) {
  const [whole, fraction] = text.split('.')
  if (text === '') return '-'
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : '.' + fraction)
}

function sign(value) {
  return Math.sign(digits(value, 'change_24h')) || 0
}
