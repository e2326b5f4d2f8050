// The labels of the time axis, in the zone of this browser. A candle of a day is a day of UTC, and is called so.

const MINUTE = 60_000
const DAY = 1440
/** In minutes of a day. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720]
const DAYS = [1, 2, 5, 10]
const MONTHS = [1, 2, 3, 6, 12, 24, 60]
/** A month's last label keeps this share of the distance to the next month's first. */
const CLOSEST = 0.6

const LOCAL = {
  split: time => {
    const date = new Date(time)
    return [date.getFullYear(), date.getMonth(), date.getDate(), date.getHours() * 60 + date.getMinutes()]
  },
  join: (year, month, day = 1, minutes = 0) => new Date(year, month, day, 0, minutes).getTime(),
}
const UTC = {
  zone: 'UTC',
  split: time => {
    const date = new Date(time)
    return [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours() * 60 + date.getUTCMinutes()]
  },
  join: (year, month, day = 1, minutes = 0) => Date.UTC(year, month, day, 0, minutes),
}

/** @param step the interval in ms */
export const calendarOf = step => step >= DAY * MINUTE ? UTC : LOCAL

/**
 * The times that get a label: [{time, unit}], where the unit is the largest that begins there: year, month, day, time.
 *
 * @param least ms between two labels
 */
export function timeTicks(begin, end, least, calendar) {
  const minutes = least / MINUTE
  const step = STEPS.find(each => each >= minutes)
  if (step) return withinDays(begin, end, step, calendar)
  const days = DAYS.find(each => each * DAY >= minutes)
  if (days) return withinMonths(begin, end, days, calendar)
  const months = MONTHS.find(each => each * 30 * DAY >= minutes) ?? MONTHS.at(-1)
  return ofMonths(begin, end, months, calendar)
}

/** By the clock on the wall: an hour that it shows twice has one label, an hour that it leaves out has none. */
function withinDays(begin, end, step, { split, join }) {
  const ticks = []
  const [year, month, day, at] = split(begin)
  for (let minutes = Math.floor(at / step) * step; ; minutes += step) {
    const time = join(year, month, day, minutes)
    if (time > end) return ticks
    if (time >= begin && time > (ticks.at(-1)?.time ?? 0)) ticks.push({ time, unit: unit(split(time)) })
  }
}

function withinMonths(begin, end, step, { split, join }) {
  const ticks = []
  for (let [year, month] = split(begin); ; month++) {
    const next = join(year, month + 1)
    for (let day = 1; ; day += step) {
      const time = join(year, month, day)
      if (time > end) return ticks
      if (day > 1 && next - time < CLOSEST * step * DAY * MINUTE) break
      if (time >= begin) ticks.push({ time, unit: unit(split(time)) })
    }
  }
}

function ofMonths(begin, end, step, { split, join }) {
  const ticks = []
  const [year, month] = split(begin)
  const from = Math.floor((year * 12 + month) / step) * step
  for (let months = from; ; months += step) {
    const time = join(Math.floor(months / 12), months % 12)
    if (time > end) return ticks
    if (time >= begin) ticks.push({ time, unit: unit(split(time)) })
  }
}

function unit([, month, day, minutes]) {
  if (minutes) return 'time'
  if (day > 1) return 'day'
  return month ? 'month' : 'year'
}

const OPTIONS = {
  year: { year: 'numeric' },
  month: { month: 'short' },
  day: { month: 'short', day: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  date: { year: 'numeric', month: 'short', day: 'numeric' },
}
const formats = new Map()

function format(names, time, language, { zone }) {
  const key = names + language + zone
  if (!formats.has(key)) {
    const options = Object.assign({}, ...names.map(name => OPTIONS[name]))
    formats.set(key, new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', { ...options, timeZone: zone }))
  }
  return formats.get(key).format(time)
}

export const tickLabel = ({ time, unit }, language, calendar) => format([unit], time, language, calendar)

/** The open time of one candle, in full. */
export const openLabel = (time, language, calendar) => calendar.zone
  ? `${format(['date'], time, language, calendar)} ${calendar.zone}`
  : format(['date', 'time'], time, language, calendar)
