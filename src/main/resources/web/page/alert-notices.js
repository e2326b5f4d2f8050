// What has fired, until the user has seen it.
import { h } from '../vendor/vue.js'
import { alerts, dismiss } from './alerts.js'
import { ageWords, conditionWords, pairWords, priceWords, timeWords } from './alert-words.js'
import { closeIcon } from './icons.js'
import { t } from './i18n.js'

/** @param onGo called with the symbol of a notice that is chosen */
export function AlertNotices({ onGo }) {
  const { notices, state, message, isDownRead } = alerts
  return h('section', { id: 'alert-notices', 'aria-label': t('alerts') }, [
    // What is added is read out.
    h('div', { role: 'log', 'aria-live': 'assertive', class: 'notices' }, [
      state === 'down' && !isDownRead ? h('div', { class: 'fired down', key: 'down' }, [
        h('p', t('alert.down', { message })),
        dismissButton(() => { alerts.isDownRead = true }),
      ]) : null,
      notices.map(each => h(Notice, { key: each.key, firing: each, onGo })),
    ]),
    notices.length > 1
      ? h('button', { type: 'button', class: 'dismiss-all', onClick: () => dismiss() },
        t('alert.dismissAll', { n: notices.length }))
      : null,
  ])
}
AlertNotices.props = ['onGo']

const dismissButton = onClick =>
  h('button', { type: 'button', class: 'quiet', 'aria-label': t('alert.dismiss'), onClick }, h(closeIcon))

function Notice({ firing, onGo }) {
  const { alert, symbol, exchange, age, when, note, demo, at } = firing
  const said = [
    priceWords(firing),
    exchange,
    age === undefined ? '' : t('alert.age', { age: ageWords(age) }),
    at ? timeWords(at) : '',
  ]
  return h('div', { class: 'fired', 'data-fired': alert }, [
    h('button', { type: 'button', class: 'what', onClick: () => onGo(symbol) }, [
      h('strong', pairWords(symbol)), ' ', conditionWords(when), demo ? h('small', t('embed.demo')) : null,
    ]),
    h('p', said.filter(Boolean).join(' \u00b7 ')),
    note ? h('p', { class: 'note' }, note) : null,
    dismissButton(() => dismiss(firing)),
  ])
}
Notice.props = ['firing', 'onGo']
