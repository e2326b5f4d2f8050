// What the user may choose.
import { h } from '../vendor/vue.js'
import { Choice } from './choice.js'
import { t } from './i18n.js'
import { settings } from './settings.js'
import { tone } from './sound.js'

export function Options() {
  return h('div', { id: 'settings', popover: 'auto', role: 'dialog', 'aria-label': t('settings') }, [
    choice('language', [['auto', t('language.auto')], ['zh', '中文'], ['en', 'English']]),
    choice('theme', ['system', 'light', 'dark'].map(value => [value, t('theme.' + value)])),
    choice('colours', ['green', 'red'].map(value => [value, t('colours.' + value)])),
    h(Sound),
  ])
}

const choice = (name, options) => h(Choice, { name, label: t(name), options, value: settings[name],
  onChoose: value => { settings[name] = value } })

function Sound() {
  const [before, after] = t('threshold', { unit: '|' }).split('|')
  return h('div', { class: 'sound' }, [
    h('label', { class: 'switch' }, [
      h('input', {
        id: 'sound',
        type: 'checkbox',
        role: 'switch',
        checked: settings.sound,
        onChange: event => {
          settings.sound = event.target.checked
          if (settings.sound) tone('up')
        },
      }),
      h('span', t('sound')),
    ]),
    h('label', { class: 'threshold' }, [
      before,
      h('input', {
        id: 'threshold',
        type: 'number',
        min: 0.01,
        max: 100,
        step: 0.1,
        value: settings.threshold,
        disabled: !settings.sound,
        onChange: event => {
          const { valueAsNumber: percent, validity } = event.target
          if (percent >= 0.01 && !validity.rangeOverflow) settings.threshold = percent
          else event.target.value = settings.threshold
        },
      }),
      '%',
      after,
    ]),
  ])
}
