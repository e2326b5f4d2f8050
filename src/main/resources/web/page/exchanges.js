// The exchanges that the page can show, and which of them it shows.
import { computed, h } from '../vendor/vue.js'
import { t } from './i18n.js'
import { settings } from './settings.js'

const INDEX = 'index'

/** In the first HTML already where there are several, the primary first. */
export const EXCHANGES = (document.documentElement.dataset.exchanges ?? '').split(' ').filter(Boolean)
/** Whether there is anything to choose and to compare. */
export const SEVERAL = EXCHANGES.length > 1

const CHOICES = [...EXCHANGES, INDEX]

/** The exchange whose prices are shown. */
export const exchange = computed(() =>
  SEVERAL && CHOICES.includes(settings.exchange) ? settings.exchange : EXCHANGES[0])

/** The same as streams and prices name it: not at all where there is one alone. */
export const named = () => SEVERAL ? exchange.value : undefined

export function ExchangeSwitch() {
  if (!SEVERAL) return null
  return h('fieldset', { id: 'exchanges' }, [
    h('legend', { class: 'unseen' }, t('exchange')),
    h('div', { class: 'segments' }, CHOICES.map(name => h('label', [
      h('input', {
        id: `exchange-${name}`,
        type: 'radio',
        name: 'exchange',
        value: name,
        checked: exchange.value === name,
        onChange: () => { settings.exchange = name },
      }),
      h('span', name === INDEX ? { title: t('indexName') } : {}, name === INDEX ? t('index') : name),
    ]))),
  ])
}
