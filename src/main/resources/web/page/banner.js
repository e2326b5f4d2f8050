// A line across the page for what a user must know before trusting a price.
import { h } from '../vendor/vue.js'
import { clockTime } from './format.js'
import { t } from './i18n.js'
import { language } from './settings.js'
import { link, view } from './view.js'

const RETRIED = new Set(['refused', 'reconnecting', 'offline'])

export function Banners({ onRetry }) {
  const lines = []
  const trouble = wrong()
  if (trouble) {
    const [name, said] = trouble
    // What the node itself waits for, nobody here can hurry.
    const again = RETRIED.has(name) && h('button', { type: 'button', onClick: onRetry },
      t(link.refused ? 'tryAgain' : 'tryNow'))
    lines.push(h('p', { class: 'banner', 'data-banner': name, key: name }, [said, again]))
  }
  if (link.demo) lines.push(h('p', { class: 'banner', 'data-banner': 'demo', key: 'demo' }, t('banner.demo')))
  return lines.length ? h('section', { class: 'banners', 'aria-label': t('notices') }, lines) : null
}
Banners.props = ['onRetry']

function wrong() {
  if (link.refused) return ['refused', t('banner.refused', { message: link.refused })]
  if (link.isLost) return [link.state, withPrices(t('banner.' + link.state))]
  if (link.state !== 'stale') return null
  const name = link.feedDown ? 'down' : 'stale'
  if (link.heardAt) return [name, t('banner.' + name, { time: clockTime(link.heardAt, language.value) })]
  return [name, withPrices(t(`banner.${name}Never`))]
}

function withPrices(said) {
  return view.priced ? said + t('banner.lastKnown') : said
}
