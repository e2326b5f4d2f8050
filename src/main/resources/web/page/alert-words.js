// Alerts in words.
import { clockTime, dayTime, hourTime } from './format.js'
import { t } from './i18n.js'
import { pair } from './names.js'
import { priceDigits } from './price-digits.js'
import { language } from './settings.js'

export const KINDS = ['above', 'below', 'crosses', 'moves']

/** 5m is 5 min. */
export const spanWords = span => t('span.' + span.at(-1), { n: span.slice(0, -1) })

export function conditionWords(when) {
  const kind = KINDS.find(name => name in when)
  return kind ? t('alert.is.' + kind, { n: when[kind], within: when.within && spanWords(when.within) })
    : JSON.stringify(when)
}

/** BTCUSDT is BTC/USDT. */
export const pairWords = symbol => pair(symbol).filter(Boolean).join('/')

/** The price of what has fired, with the digits of its exchange; or that it is not known. */
export const priceWords = ({ symbol, exchange, price, isMissed }) =>
  isMissed ? t('alert.missed') : priceDigits.format({ symbol, exchange, text: { price } })

/** The time of the day, with the date if that is not today. */
export function timeWords(time) {
  const millis = Number(time) || Date.parse(time)
  if (Number.isNaN(millis)) return ''
  const isToday = new Date(millis).toDateString() === new Date().toDateString()
  return isToday ? clockTime(millis, language.value)
    : `${dayTime(millis, language.value)} ${hourTime(millis, language.value)}`
}

/** The age of a price when it met its rule. */
export const ageWords = millis =>
  millis < 1_000 ? t('ms', { n: millis }) : t('age.s', { n: (millis / 1_000).toFixed(1) })
