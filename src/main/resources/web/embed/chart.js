// A chart of candles for the page of another site.
import { CANDLE_EXCHANGES } from '../candles/exchanges.js'
import { CandlePanel } from '../candles/panel.js'
import { addressOf } from '../page/address.js'
import { element } from '../page/dom.js'
import { t } from '../page/i18n.js'
import { priceDigits } from '../page/price-digits.js'
import { settings } from '../page/settings.js'
import { complain, host, subject, title } from './subject.js'

if (subject && !CANDLE_EXCHANGES.length) complain(t('embed.noCandles'))
else if (subject) show()

function show() {
  const place = {
    symbol: subject.symbol,
    interval: settings.interval,
    exchange: CANDLE_EXCHANGES.includes(subject.exchange) ? subject.exchange : CANDLE_EXCHANGES[0],
  }
  const head = element('header', {}, ...title('/' + addressOf(place)))
  const panel = new CandlePanel(subject, place, {
    place: chosen => { head.firstElementChild.href = '/' + addressOf({ ...place, ...chosen }) },
    refused: () => {},
  })
  host.append(head, panel.element)
  panel.show()
  priceDigits.addEventListener('change', () => panel.refresh())
  priceDigits.load()
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => panel.restyle())
}
