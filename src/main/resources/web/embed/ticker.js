// The live price of one coin for the page of another site.
import { CANDLE_EXCHANGES } from '../candles/exchanges.js'
import { fetchCandles } from '../candles/fetch.js'
import { SSEPriceService } from '../client/sse.js'
import { element, mark, write } from '../page/dom.js'
import { ARROWS, NONE, sign, signed } from '../page/format.js'
import { t } from '../page/i18n.js'
import { DayLine } from '../page/day-line.js'
import { Coin } from '../page/market.js'
import { priceDigits } from '../page/price-digits.js'
import { drawSpark } from '../page/spark.js'
import { host, subject, title } from './subject.js'

const FIELDS = ['symbol', 'event_time', 'price', 'change_24h']
/** In ms. */
const INTERVAL = 250
const COLOURS = { up: '--up', down: '--down', flat: '--quiet' }
const STEP = 900_000
const DAY_STEPS = 96

if (subject) show()

function show() {
  const coin = new Coin(subject.symbol)
  const price = document.createTextNode(NONE)
  const change = document.createTextNode('')
  const changed = element('span', { class: 'change' }, change)
  const state = element('span', { class: 'state', role: 'status' })
  const spark = element('canvas', { class: 'spark', 'aria-hidden': 'true' })
  host.append(element('header', {}, ...title(`/#/${subject.symbol}`), state),
    element('div', { class: 'figures' }, element('span', { class: 'price' }, price), changed), spark)
  const day = new DayLine(STEP)
  let line = coin.whole
  const service = new SSEPriceService({
    url: '/api/sse/prices', symbols: [subject.symbol], fields: FIELDS, interval: INTERVAL, exchange: subject.exchange,
  })
  const paint = () => {
    if (!coin.at) return
    write(price, coin.text.price)
    const direction = sign(coin.change_24h)
    mark(changed, 'data-direction', direction)
    write(change, coin.text.change_24h === undefined ? NONE : `${ARROWS[direction]} ${signed(coin.text.change_24h)}%`)
    drawSpark(spark, line, getComputedStyle(host).getPropertyValue(COLOURS[direction]))
  }
  service.addEventListener('state', ({ detail }) => {
    mark(host, 'data-live', String(detail.state === 'live'))
    state.textContent = detail.state === 'live' ? '' : t('state.' + detail.state)
  })
  priceDigits.follow(service)
  priceDigits.addEventListener('change', () => {
    coin.fit(priceDigits.of({ symbol: subject.symbol, exchange: subject.exchange }))
    paint()
  })
  service.connect(tick => {
    coin.take(tick, Date.now(), priceDigits.of(tick))
    if (!coin.test) day.add(Date.now(), coin.price)
    paint()
  }, undefined, error => { state.textContent = error.message })
  fillDay(day).then(isFilled => {
    if (isFilled) line = day
    paint()
  })
}

/** Without candles the line begins now. */
async function fillDay(day) {
  const exchange = subject.exchange ?? CANDLE_EXCHANGES[0]
  if (!CANDLE_EXCHANGES.includes(exchange)) return false
  try {
    const query = { symbol: subject.symbol, exchange, interval: '15m', limit: DAY_STEPS + 1 }
    day.fill(await fetchCandles(query, new AbortController().signal))
    return true
  } catch {
    return false
  }
}
