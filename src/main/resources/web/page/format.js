// Numbers and times as people read them.

const MINUS = '\u2212'
/** The text in place of a missing figure. */
export const NONE = '\u2013'

/** Number of digits after the point without the zeros at the end: 95000.50000000 has one. */
export function decimals(digits) {
  const point = digits.indexOf('.')
  if (point < 0) return 0
  let end = digits.length
  while (digits[end - 1] === '0') end--
  return end - point - 1
}

/**
 * The digits as they were sent, in four parts: before the thousands, the thousands, the decimals that say something,
 * and the zeros after them.
 */
export function parts(digits, significant) {
  const point = digits.indexOf('.')
  const whole = point < 0 ? digits : digits.slice(0, point)
  const end = point < 0 ? digits.length : Math.min(digits.length, point + 1 + significant)
  const cut = significant ? end : whole.length
  return [whole.slice(0, -3), whole.slice(-3), digits.slice(whole.length, cut), digits.slice(cut)]
}

export const sign = number => number > 0 ? 'up' : number < 0 ? 'down' : 'flat'

export const ARROWS = { up: '\u25B2', down: '\u25BC', flat: '' }

/** The digits as they were sent, with a sign: colour alone would not tell everyone. */
export function signed(digits) {
  const plain = digits.replace(/^[-+]/, '')
  if (!(+plain > 0)) return plain
  return (digits.startsWith('-') ? MINUS : '+') + plain
}

/** A small one in thousandths of a percent: exchanges are seldom further apart. */
export const percent = number =>
  Number.isNaN(number) ? NONE : (number < 0.1 ? number.toFixed(3) : number.toFixed(2)) + '%'

const cache = new Map()

function formatter(kind, language, options) {
  const key = kind.name + language + JSON.stringify(options)
  if (!cache.has(key)) cache.set(key, new kind(language === 'zh' ? 'zh-CN' : 'en-US', options))
  return cache.get(key)
}

/** 1.90B or 19.0亿. */
export const compact = (number, language) => formatter(Intl.NumberFormat, language,
  { notation: 'compact', minimumSignificantDigits: 3, maximumSignificantDigits: 3 }).format(number)

export const clockTime = (millis, language) => formatter(Intl.DateTimeFormat, language,
  { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(millis)

export const hourTime = (millis, language) => formatter(Intl.DateTimeFormat, language,
  { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(millis)

export const dayTime = (millis, language) => formatter(Intl.DateTimeFormat, language,
  { month: 'short', day: 'numeric' }).format(millis)

/** One unit is enough: [count, 's'], 'm', 'h' or 'd'. */
export function age(millis) {
  const seconds = Math.max(0, Math.floor(millis / 1000))
  if (seconds < 60) return [seconds, 's']
  if (seconds < 3600) return [Math.floor(seconds / 60), 'm']
  if (seconds < 86_400) return [Math.floor(seconds / 3600), 'h']
  return [Math.floor(seconds / 86_400), 'd']
}
