// All alerts of this reader.
import { h, reactive, ref } from '../vendor/vue.js'
import { alerts, armAgain, deliveries, load, remove } from './alerts.js'
import { conditionWords, pairWords, timeWords } from './alert-words.js'
import { askToNotify, notifying } from './announce.js'
import { Dialog } from './dialog.js'
import { t } from './i18n.js'
import { settings } from './settings.js'
import { chime } from './sound.js'

export const AlertList = {
  emits: ['close'],
  setup(props, { emit }) {
    const failure = ref('')
    load()

    async function run(action, rule) {
      failure.value = ''
      try {
        await action(rule)
      } catch ({ status, message }) {
        failure.value = status ? t('banner.refused', { message }) : message
      }
    }

    return () => h(Dialog, { id: 'alert-list', title: t('alerts'), onClose: () => emit('close') }, () => [
      h('p', { class: 'fault', role: 'alert' }, failure.value),
      h(Rules, { run }),
      alerts.state === 'refused' ? null : h(Announcements),
    ])
  },
}

function Rules({ run }) {
  const { state, message, rules } = alerts
  if (state === 'refused' || state === 'down') return h('p', { class: 'none' }, t('alert.' + state, { message }))
  if (state === 'asking') return h('p', { class: 'none' }, t('loading'))
  if (!rules.length) {
    return h('div', { class: 'none' }, [h('p', h('strong', t('alert.empty'))), h('p', t('alert.emptyWhy'))])
  }
  return h('ul', { class: 'rules' }, rules.toReversed().map(rule => h(Rule, { key: rule.id, rule, run })))
}
Rules.props = ['run']

const Rule = {
  props: ['rule', 'run'],
  setup(props) {
    const shown = reactive({ isSure: false, attempts: null })

    const toggle = async rule => {
      if (shown.attempts) shown.attempts = null
      else shown.attempts = await deliveries(rule)
    }
    const drop = rule => {
      if (shown.isSure) props.run(remove, rule)
      shown.isSure = true
    }
    const button = (label, action, attributes) => h('button', { type: 'button', onClick: action, ...attributes }, label)

    return () => {
      const { rule, run } = props
      const { id, symbol, exchange, when, state, repeat, fired, note, deliver = [] } = rule
      const last = fired ? timeWords(rule.fired_at) : ''
      const told = [
        t('alert.state.' + state),
        t('alert.' + repeat),
        fired ? t('alert.count', { n: fired }) : '',
        last && t('alert.last', { time: last }),
      ]
      return h('li', { 'data-alert': id, 'data-state': state }, [
        h('p', { class: 'what' }, [h('strong', pairWords(symbol)), ' ', conditionWords(when), h('small', exchange)]),
        h('p', { class: 'told' }, told.filter(Boolean).join(' \u00b7 ')),
        note ? h('p', { class: 'note' }, note) : null,
        deliver.map(({ webhook, format, disabled }) => h('p', { class: 'note' },
          [`${webhook} (${format})`, disabled ? h('strong', ' ' + t('alert.disabled')) : null])),
        h('div', { class: 'acts' }, [
          state === 'fired' ? button(t('alert.again'), () => run(armAgain, rule)) : null,
          deliver.length ? button(t('alert.deliveries'), () => run(toggle, rule),
            { 'aria-expanded': Boolean(shown.attempts) }) : null,
          button(t(shown.isSure ? 'alert.sure' : 'alert.delete'), () => drop(rule), {
            class: shown.isSure ? 'sure' : null,
            onBlur: () => { shown.isSure = false },
          }),
        ]),
        shown.attempts ? h(Attempts, { attempts: shown.attempts }) : null,
      ])
    }
  },
}

function Attempts({ attempts }) {
  if (!attempts.length) return h('p', { class: 'note' }, t('alert.noDeliveries'))
  return h('ol', { class: 'attempts' }, attempts.map(({ at, attempt, status, error, next_at: next }) =>
    h('li', { 'data-failed': error ? 'true' : null }, [
      timeWords(at), t('alert.attempt', { n: attempt }), status, error,
      next && t('alert.next', { time: timeWords(next) }),
    ].filter(Boolean).join(' \u00b7 '))))
}
Attempts.props = ['attempts']

/** The ways in which this browser tells its user. */
function Announcements() {
  const { permission } = notifying
  return h('div', { class: 'announcements' }, [
    h('label', { class: 'switch' }, [
      h('input', {
        id: 'alert-sound',
        type: 'checkbox',
        role: 'switch',
        checked: settings.alertSound,
        onChange: event => {
          settings.alertSound = event.target.checked
          if (settings.alertSound) chime()
        },
      }),
      h('span', t('alert.sound')),
    ]),
    permission === 'default'
      ? h('button', { type: 'button', id: 'alert-notify', class: 'main', onClick: askToNotify }, t('alert.notify'))
      : null,
    permission === 'denied' ? h('p', { class: 'note' }, t('alert.notifyDenied')) : null,
  ])
}
