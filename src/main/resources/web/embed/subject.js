// The coin that the address of an embed names, as ?symbol=BTCUSDT.
import { element } from '../page/dom.js'
import { EXCHANGES } from '../page/exchanges.js'
import { t } from '../page/i18n.js'
import { pair } from '../page/names.js'
import { settings } from '../page/settings.js'

const SYMBOL = /^[A-Z0-9]{1,40}$/

export const host = document.getElementById('embed')

const symbol = (new URLSearchParams(location.search).get('symbol') ?? '').toUpperCase()
const [base, quote] = pair(symbol)

/** {symbol, base, quote, exchange}; the exchange is undefined where the address names none. Undefined after a complaint. */
export const subject = !SYMBOL.test(symbol) ? complain(t('embed.symbol'))
  : settings.exchange && EXCHANGES.length && ![...EXCHANGES, 'index'].includes(settings.exchange)
    ? complain(t('embed.exchange', { name: settings.exchange }))
    : { symbol, base, quote, exchange: settings.exchange || undefined }

/** Says what is wrong with the address in place of the rest. */
export function complain(message) {
  host.replaceChildren(element('p', { class: 'complaint', role: 'alert' }, message))
  return undefined
}

/** The name of the coin, as a link to the page; it says so when the prices are made up. */
export const title = (address = '/') => [
  element('a', { class: 'pair', href: address, target: '_blank', rel: 'noopener' },
    element('b', {}, base), quote && element('span', {}, '/' + quote)),
  document.documentElement.dataset.demo === 'true' ? element('span', { class: 'demo' }, t('embed.demo')) : '']
