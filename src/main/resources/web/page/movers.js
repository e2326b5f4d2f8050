// The coins that rose and fell most in 24 h.
import { h } from '../vendor/vue.js'
import { ARROWS, sign, signed } from './format.js'
import { t } from './i18n.js'

const MOST = 5

export function Movers({ id, coins, onChoose }) {
  return h('section', { id, class: 'card movers', 'aria-labelledby': id + '-title' }, [
    h('h2', { id: id + '-title' }, t(id)),
    coins.length
      ? h('ol', coins.map(coin => h('li', { key: coin.symbol },
        h('button', { type: 'button', 'data-mover': coin.symbol, onClick: () => onChoose(coin.symbol) }, [
          h('span', { class: 'base' }, coin.base),
          h('span', { class: 'moved', 'data-direction': sign(Number(coin.change)) }, [
            h('span', { class: 'arrow', 'aria-hidden': 'true' }, ARROWS[sign(Number(coin.change))]),
            signed(coin.change) + '%',
          ]),
        ]))))
      : h('p', { class: 'none' }, t('noneYet')),
  ])
}
Movers.props = ['id', 'coins', 'onChoose']

/** {gainers, losers}, best and worst first; none by a price that is only a test. */
export function movers(coins) {
  const moved = [...coins].filter(coin => coin.change_24h && !coin.test)
    .sort((one, other) => other.change_24h - one.change_24h)
  const plain = ({ symbol, base, text }) => ({ symbol, base, change: text.change_24h })
  return {
    gainers: moved.filter(coin => coin.change_24h > 0).slice(0, MOST).map(plain),
    losers: moved.filter(coin => coin.change_24h < 0).slice(-MOST).reverse().map(plain),
  }
}
