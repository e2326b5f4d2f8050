// One of a few values, side by side.
import { h } from '../vendor/vue.js'

/** @param options pairs of value and label */
export function Choice({ name, label, options, value, onChoose }) {
  return h('fieldset', { class: 'choice' }, [
    h('legend', label),
    h('div', { class: 'segments' }, options.map(([option, text]) => h('label', [
      h('input', {
        id: `${name}-${option}`,
        type: 'radio',
        name,
        value: option,
        checked: value === option,
        onChange: () => onChoose(option),
      }),
      h('span', text),
    ]))),
  ])
}
Choice.props = ['name', 'label', 'options', 'value', 'onChoose']
