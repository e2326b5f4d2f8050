// What the user chose: kept in this browser, and the same in all its tabs. For an embed its address chooses.
import { INTERVALS } from '../candles/candle.js'
import { computed, reactive, watch, watchEffect } from '../vendor/vue.js'

const PLACE = 'tickcast'
const MOST_FAVOURITES = 1000

const isEmbed = 'embed' in document.documentElement.dataset

const oneOf = (...values) => value => values.includes(value)

/** Each choice: what it is until it is made, and what it may be. */
const CHOICES = {
  language: ['auto', oneOf('auto', 'zh', 'en')],
  theme: ['system', oneOf('system', 'light', 'dark')],
  /** The exchange whose prices are shown; the server's first until one is chosen. */
  exchange: ['', value => typeof value === 'string'],
  /** Of a price that rises. */
  colours: ['green', oneOf('green', 'red')],
  /** Of the candles that a row opens to. */
  interval: ['15m', oneOf(...Object.keys(INTERVALS))],
  logScale: [false, oneOf(true, false)],
  sound: [false, oneOf(true, false)],
  /** Of an alert. */
  alertSound: [true, oneOf(true, false)],
  /** In percent, from which on a move is heard. */
  threshold: [0.5, value => Number.isFinite(value) && value >= 0.01 && value <= 100],
  sortBy: ['rank', value => typeof value === 'string'],
  descending: [false, oneOf(true, false)],
  favourites: [[], value => Array.isArray(value) && value.length <= MOST_FAVOURITES
    && value.every(symbol => typeof symbol === 'string')],
}

function addressed() {
  const { lang, ...others } = Object.fromEntries(new URLSearchParams(location.search))
  return { ...others, language: lang }
}

function kept() {
  let stored = {}
  try {
    stored = isEmbed ? addressed() : JSON.parse(localStorage.getItem(PLACE)) ?? {}
  } catch {
    // Storage may be forbidden, or hold something else: then all is as at first.
  }
  return Object.fromEntries(Object.entries(CHOICES)
    .map(([name, [first, allows]]) => [name, allows(stored[name]) ? stored[name] : first]))
}

export const settings = reactive(kept())

/** The language that is shown: zh or en. */
export const language = computed(() => settings.language === 'auto'
  ? (navigator.languages ?? [navigator.language]).find(name => /^(zh|en)\b/.test(name))?.slice(0, 2) ?? 'en'
  : settings.language)

/** Whether it was a favourite is turned round. */
export function toggleFavourite(symbol) {
  settings.favourites = settings.favourites.includes(symbol)
    ? settings.favourites.filter(other => other !== symbol)
    : [...settings.favourites, symbol].slice(-MOST_FAVOURITES)
}

watch(settings, () => {
  if (isEmbed) return
  try {
    localStorage.setItem(PLACE, JSON.stringify(settings))
  } catch {
    // Then the choice lasts as long as the page.
  }
}, { deep: true })

addEventListener('storage', event => {
  if (event.key === PLACE && !isEmbed) Object.assign(settings, kept())
})

watchEffect(() => {
  const { dataset } = document.documentElement
  document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en'
  if (settings.theme === 'system') delete dataset.theme
  else dataset.theme = settings.theme
  if (settings.colours === 'red') dataset.colours = 'red'
  else delete dataset.colours
})
