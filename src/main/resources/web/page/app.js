// The frame of the page.
import { defineAsyncComponent, h } from '../vendor/vue.js'
import { alerts, MAY_HAVE_ALERTS } from './alerts.js'
import { Banners } from './banner.js'
import { ExchangeSwitch, SEVERAL } from './exchanges.js'
import { Foot } from './foot.js'
import { clearSearch, Head } from './head.js'
import { Heading } from './heading.js'
import { t } from './i18n.js'
import { Movers } from './movers.js'
import { LatencyPanel } from './panel.js'
import { link, view } from './view.js'

/** More than a screen has room for. */
const MOST_GHOSTS = 60
/** The server says in the first HTML how many coins it has. */
const GHOSTS = Math.min(MOST_GHOSTS, Number(document.documentElement.dataset.coins) || 10)

const AlertFrame = MAY_HAVE_ALERTS && defineAsyncComponent(() => import('./alert-frame.js'))

/** @param desk does what the frame asks for: {goTo(symbol), mount(body), openMatch(), retry()} */
export function App({ desk }) {
  const goTo = symbol => desk.goTo(symbol)
  return [
    h(Head, { onEnter: () => desk.openMatch() }),
    h(Banners, { onRetry: () => desk.retry() }),
    h('main', { 'data-live': link.state === 'live' }, [
      h('div', { class: 'board' }, [
        h(ExchangeSwitch),
        h('div', {
          id: 'market',
          'data-several': SEVERAL || null,
          'data-alerts': MAY_HAVE_ALERTS ? alerts.state : null,
        }, [
          h('div', { role: 'table', 'aria-label': t('market'), 'aria-colcount': 10 + SEVERAL },
            [h(Heading), h(Rows, { desk })]),
          h(Notice),
        ]),
      ]),
      h('aside', [
        h(Movers, { id: 'gainers', coins: view.gainers, onChoose: goTo }),
        h(Movers, { id: 'losers', coins: view.losers, onChoose: goTo }),
        h(LatencyPanel),
      ]),
    ]),
    h(Foot),
    AlertFrame ? h(AlertFrame, { onGo: goTo }) : null,
  ]
}
App.props = ['desk']

/** Vue makes the place of the rows once, and leaves it alone. */
const Rows = {
  props: ['desk'],
  mounted() {
    this.desk.mount(this.$el)
  },
  render: () => h('div', { class: 'body' }),
}

/** The text in place of rows that are not there yet, or of which none is left. */
function Notice() {
  // Until the rows are painted, which may be a frame or two after they are known: else what is below would jump.
  if (!view.search && !view.shown && (view.total || !link.greeted)) {
    return h('div', { class: 'loading', key: 'loading' }, [
      h('p', { class: 'unseen' }, t('loading')),
      ...Array.from({ length: GHOSTS }, () => h('div', { class: 'ghost', 'aria-hidden': 'true' },
        [h('i'), h('i'), h('i'), h('i')])),
    ])
  }
  if (view.search && !view.shown) {
    return h('div', { class: 'notice', key: 'none' }, [
      h('p', t('noMatch', { text: view.search })),
      h('button', { type: 'button', onClick: clearSearch }, t('clearSearch')),
    ])
  }
  if (!view.priced) {
    // Over the rows: when the first price comes, nothing moves.
    return h('div', { class: 'notice over', key: 'empty' }, [h('p', h('strong', t('empty'))), h('p', t('emptyWhy'))])
  }
  return null
}
