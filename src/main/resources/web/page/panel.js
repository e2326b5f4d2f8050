// How old the prices on the screen are, measured.
import { h } from '../vendor/vue.js'
import { t } from './i18n.js'
import { link, view } from './view.js'

const round = value => value < 9.95 ? value.toFixed(1) : Math.round(value)

/** A delay below the uncertainty of the clocks is shown as below it. */
const millis = (value, uncertainty) => value < uncertainty
  ? t('below', { n: round(uncertainty) }) : t('ms', { n: round(value) })

const figure = (name, label, value) => h('div', [h('dt', label), h('dd', { 'data-latency': name }, value)])

export function LatencyPanel() {
  const { why, p50, p99, uncertainty } = view.latency
  return h('section', { id: 'latency', class: 'card', 'aria-labelledby': 'latency-title' }, [
    h('h2', { id: 'latency-title' }, t('latency')),
    h('dl', { class: 'figures' }, [
      figure('p50', t('median'), why ? t('na') : millis(p50, uncertainty)),
      figure('p99', t('slowest'), why ? t('na') : millis(p99, uncertainty)),
      figure('rate', t('rate'), t('perSecond', { n: +round(view.rate) })),
    ]),
    h('p', { class: 'note' }, why ? t('why.' + why)
      : t('latencyNote', { n: round(uncertainty) })),
    link.node ? h('p', { class: 'note' }, `${t('node')} ${link.node}`) : null,
  ])
}
