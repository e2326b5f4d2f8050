// The alerts of this reader: the rules that the server keeps, and what has fired since the page was opened.
import { shallowReactive } from '../vendor/vue.js'
import { t } from './i18n.js'

const RULES = '/api/alerts'
/** In ms. */
const PATIENCE = 30_000
/** In ms, until the server is asked again; half of it is random. */
const PAUSE = 30_000
const MOST_NOTICES = 20
const MOST_KEYS = 500

/** Said by the first HTML: on other pages nothing asks for alerts. */
export const MAY_HAVE_ALERTS = 'alerts' in document.documentElement.dataset

export const alerts = shallowReactive({
  /** asking, ready, refused, or down: there are alerts, but the server cannot use them now. */
  state: 'asking',
  /** The reason that alerts are refused or down, in the server's words. */
  message: '',
  rules: [],
  /** Firings that were not dismissed, the newest first. */
  notices: [],
  /** Whether the user has read that it is down. */
  isDownRead: false,
  /** The coin for which the form is open. */
  chosen: null,
  isListOpen: false,
})

/** One that fires each time is armed again by itself. */
export const isWaiting = ({ state, repeat }) => state === 'armed' || repeat === 'rearm'

/** Number of rules that wait for prices of each symbol. */
export function waiting() {
  const counts = new Map()
  for (const { symbol } of alerts.rules.filter(isWaiting)) counts.set(symbol, (counts.get(symbol) ?? 0) + 1)
  return counts
}

let answers = 0
let timer
const tabs = MAY_HAVE_ALERTS && globalThis.BroadcastChannel ? new BroadcastChannel('tickcast alerts') : null
tabs?.addEventListener('message', () => load())

/** Asks for all rules. */
export async function load() {
  clearTimeout(timer)
  const number = ++answers
  try {
    const { alerts: rules } = await ask('GET')
    if (number === answers) take(rules)
  } catch (error) {
    if (number === answers) fail(error)
  }
}

function take(rules) {
  const known = new Map(alerts.rules.map(rule => [rule.id, rule]))
  alerts.rules = rules.map(rule => {
    const before = known.get(rule.id)
    if (before?.since !== rule.since || before.fired === rule.fired) return { ...before, ...rule }
    // A node that is behind may not know of it yet.
    if (before.fired > rule.fired) return before
    miss(rule)
    return rule
  })
  alerts.state = 'ready'
  alerts.message = ''
  alerts.isDownRead = false
}

function fail({ status, message, wait, isSaid }) {
  if ([401, 403, 404].includes(status)) {
    alerts.rules = []
    alerts.state = 'refused'
    alerts.message = message
    return
  }
  if (status === 503 && isSaid) {
    alerts.state = 'down'
    alerts.message = message
  }
  timer = setTimeout(load, Math.max(wait ?? 0, PAUSE * (1 - Math.random() / 2)))
}

async function ask(method, path = '', body) {
  let response
  try {
    response = await fetch(RULES + path, {
      method,
      cache: 'no-store',
      signal: AbortSignal.timeout(PATIENCE),
      ...body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
    })
  } catch {
    throw new Error(t('alert.unreachable'))
  }
  const { status, headers } = response
  const answer = await response.json().catch(() => null)
  if (response.ok) return answer?.data
  throw Object.assign(new Error(answer?.message ?? `HTTP ${status}`),
    { status, isSaid: answer?.code === 0, wait: 1_000 * headers.get('Retry-After') })
}

/** The change is here; an answer that was asked for before it is too old. */
function changed(rules) {
  answers++
  alerts.rules = rules
  tabs?.postMessage('')
}

/** @return the rule, with the secret that was made for it, if any */
export async function create(draft) {
  const made = await ask('POST', '', draft)
  changed([...alerts.rules.filter(({ id }) => id !== made.id), made])
  return made
}

/** It waits for the same once more. */
export async function armAgain({ id, when }) {
  const armed = await ask('PATCH', '/' + id, { when })
  changed(alerts.rules.map(rule => rule.id === id ? armed : rule))
}

export async function remove({ id }) {
  try {
    await ask('DELETE', '/' + id)
  } catch (error) {
    // Another tab was faster.
    if (error.status !== 404) throw error
  }
  changed(alerts.rules.filter(rule => rule.id !== id))
}

/** The newest attempts to tell the receivers of a rule. */
export const deliveries = async ({ id }) => (await ask('GET', `/${id}/deliveries`)).deliveries

const keys = new Set()

/**
 * A rule has fired, as the stream says; a stream that was resumed may say it again.
 *
 * @return what is new to this page; null if it knew it
 */
export function fire({ alert, symbol, exchange, age_ms: age, when, note, timestamp, demo, text }) {
  const key = `${alert} ${timestamp} ${text.price}`
  if (keys.has(key)) return null
  keys.add(key)
  if (keys.size > MOST_KEYS) keys.delete(keys.values().next().value)
  alerts.rules = alerts.rules.map(rule => rule.id !== alert ? rule : {
    ...rule,
    state: rule.repeat === 'once' ? 'fired' : rule.state,
    fired: rule.fired + 1,
    fired_at: timestamp,
  })
  const firing = { key, alert, symbol, exchange, price: text.price, age, when, note, demo, at: Date.parse(timestamp) }
  notice(firing)
  return firing
}

/** It has fired, and no stream has said so: this page slept, or had no connection for long. */
function miss({ id, symbol, exchange, when, note, fired, fired_at: time }) {
  const at = time ? Date.parse(time) : undefined
  notice({ key: `${id} #${fired}`, alert: id, symbol, exchange, when, note, at, isMissed: true })
}

function notice(firing) {
  const others = alerts.notices.filter(({ alert, isMissed }) => !(isMissed && alert === firing.alert))
  alerts.notices = [firing, ...others].slice(0, MOST_NOTICES)
}

/** @param gone a notice; all if it is left out */
export function dismiss(gone) {
  alerts.notices = gone ? alerts.notices.filter(each => each !== gone) : []
}
