// A line across the page for what a user must know before trusting a price.
import { h } from '../vendor/vue.js'
import { clockTime } from './format.js'
import { t } from './i18n.js'
import { language } from './settings.js'
import { link } from './view.js'

export function Banners({ onRetry }) {
  const lines = []
  const trouble = wrong()
  if (trouble) {
    const again = link.refused && h('button', { type: 'button', onClick: onRetry }, t('tryAgain'))
    lines.push(h('p', { class: 'banner', 'data-banner': trouble[0], key: trouble[0] }, [trouble[1], again]))
  }
  if (link.demo) lines.push(h('p', { class: 'banner', 'data-banner': 'demo', key: 'demo' }, t('banner.demo')))
  return h('div', { class: 'banners' }, lines)
}
Banners.props = ['onRetry']

function wrong() {
  if (link.refused) return ['refused', t('banner.refused', { message: link.refused })]
  if (link.isLost && link.greeted) return [link.state, t('banner.' + link.state)]
  if (link.state !== 'stale') return null
  const name = link.feedDown ? 'down' : 'stale'
  return [name, link.heardAt
    ? t('banner.' + name, { time: clockTime(link.heardAt, language.value) }) : t(`banner.${name}Now`)]
}
