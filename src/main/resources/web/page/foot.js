// What is there for those who build pages of their own.
import { h } from '../vendor/vue.js'
import { MAY_HAVE_ALERTS } from './alerts.js'
import { t } from './i18n.js'

const LINE = "new EventSource('/api/sse/prices').addEventListener('price', e => console.log(JSON.parse(e.data)))"
const PLACES = [['/api/sse/prices', 'dev.prices'], ['/api/prices', 'dev.latest'], ['/api/sse/status', 'dev.status'],
  ['/api/openapi.json', 'dev.description'], ['/api/asyncapi.json', 'dev.description'],
  ['/client/sse.js', 'dev.client'], ['/health/live', 'dev.health'], ['/health/ready', 'dev.health']]

export function Foot() {
  return h('footer', { class: 'bottom' }, [
    h('details', { id: 'developers' }, [
      h('summary', t('developers')),
      h('p', t('developersIntro')),
      h('pre', { tabindex: 0 }, h('code', LINE)),
      h('ul', PLACES.map(([path, what]) => h('li', [h('a', { href: path }, path), ' ', t(what)]))),
    ]),
    h('p', { class: 'keys' }, t('keysHint') + (MAY_HAVE_ALERTS ? t('keysAlert') : '')),
  ])
}
