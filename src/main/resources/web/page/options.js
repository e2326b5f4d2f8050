// What the user may choose.
import { h } from '../vendor/vue.js'
import { t } from './i18n.js'
import { settings } from './settings.js'
import { tone } from './sound.js'

export function Options() {
  return h('div', { id: 'settings', popover: 'auto', role: 'dialog', 'aria-label': t('settings') }, [
    h(Choice, { name: 'language', options: [['auto', t('language.auto')], ['zh', '中文'], ['en', 'English']] }),
    h(Choice, { name: 'theme', options: ['system', 'light', 'dark'].map(value => [value, t('theme.' + value)]) }),
    h(Choice, { name: 'colours', options: ['green', 'red'].map(value => [value, t('colours.' + value)]) }),
    h(Sound),
  ])
}

function Choice({ name, options }) {
  return h('fieldset', { class: 'choice' }, [
    h('legend', t(name)),
    h('div', { class: 'segments' }, options.map(([value, label]) => h('label', [
      h('input', {
        id: `${name}-${value}`,
        type: 'radio',
        name,
        value,
        checked: settings[name] === value,
        onChange: () => { settings[name] = value },
      }),
      h('span', label),
    ]))),
  ])
}
Choice.props = ['name', 'options']

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
