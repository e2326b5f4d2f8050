// Brings the prices from the service to the rows, and what is measured on the way to the frame.
import { nextTick, watch } from '../vendor/vue.js'
import { SSEPriceService } from '../client/sse.js'
import { followAddress, note } from './address.js'
import { AlertStream } from './alert-stream.js'
import { alerts, waiting } from './alerts.js'
import { Clock, monotonic } from './clock.js'
import { DayLines } from './day-lines.js'
import { exchange, EXCHANGES, named } from './exchanges.js'
import { rowKeys, searchKey } from './keys.js'
import { Latency, Rate } from './latency.js'
import { follow } from './link.js'
import { FIELDS, Market } from './market.js'
import { movers } from './movers.js'
import { NearPrices } from './near-prices.js'
import { Painter } from './painter.js'
import { priceDigits } from './price-digits.js'
import { followQuotes } from './quotes.js'
import { language, settings } from './settings.js'
import { MoverSignals } from './signals.js'
import { forget, listen } from './sound.js'
import { Table } from './table.js'
import { link, view } from './view.js'

const STATUS = '/api/sse/status'
/** In ms, for each coin: reading more costs the browser more than all painting, and nobody could see it. */
const INTERVAL = 250
/** With more coins only those near the screen have that rate. */
const CROWD = 60
/** In ms, for the others: lines keep a price a second. */
const FAR_INTERVAL = 1000
/** Fields for rows that are far away: with extremes, so that no move is missed. */
const FAR_FIELDS = [...FIELDS, 'window_high', 'window_low']
const IS_CROWDED = Number(document.documentElement.dataset.coins) > CROWD
/** In seconds; at first some more, of which the best is believed. */
const ASK_CLOCK = 30
const FIRST_ASKS = 4

export class Desk {
  table
  // Of the exchange that is shown.
  #service
  // In a crowd.
  #near
  #ended = new AbortController()
  #countDown
  #market = new Market({
    onCoin: coin => this.#add(coin),
    onRank: coin => this.table.rank(coin),
    onGone: coin => this.table.remove(coin),
    digitsOf: symbol => priceDigits.of({ symbol, exchange: named() }),
  })
  #painter = new Painter(changed => this.#paint(changed))
  #clock = new Clock()
  #latency = new Latency()
  #rate = new Rate()
  #signals = new MoverSignals()
  #alerts = new AlertStream({
    onFiring: ({ symbol }) => this.table.rows.get(symbol)?.alarm(),
    onChange: () => this.#follow(),
  })
  #days = new DayLines(coin => this.table.spark(coin))
  #beats = 0
  // By our clock, as the node's is not known yet: what is older came late because it was asked for late.
  #greetedAt = Infinity
  // What waited for the page to be seen says nothing of the way.
  #wasHidden = document.hidden
  /** The place of a chart whose coin has not come yet. */
  #awaited = null

  /** @param body the element that the rows go into */
  mount(body) {
    this.table = new Table(body, this.#painter, {
      onShown: shown => { view.shown = shown },
      onNear: coin => this.#days.need(coin),
      onNearby: symbols => this.#near?.want(symbols),
      onBell: coin => { alerts.chosen = coin },
      onPlace: note,
    })
    this.table.restyle()
    rowKeys(body, this.table)
    searchKey(() => document.getElementById('search'))
    this.#obeySettings()
    document.addEventListener('visibilitychange', () => {
      this.#wasHidden = true
      // Somebody looks: that is no time to wait.
      if (!document.hidden && link.isLost) this.retry()
    })
    priceDigits.addEventListener('change', () => this.#fit())
    // Before the first price comes.
    priceDigits.load()
    followAddress(place => this.#show(place))
    this.#follow()
    followQuotes(price => this.#quote(price), () => this.#repaint())
    setInterval(() => {
      this.#countDown()
      this.#beat()
    }, 1000)
  }

  /** The exchange that is chosen, and no longer the one before. */
  #follow() {
    this.#ended.abort()
    this.#service?.disconnect()
    this.#ended = new AbortController()
    const { signal } = this.#ended
    const chosen = named()
    const sources = chosen === 'index' ? ['sources'] : []
    const options = { url: '/api/sse/prices', fields: [...FIELDS, ...sources], interval: INTERVAL, exchange: chosen }
    const crowded = IS_CROWDED && { fields: [...FAR_FIELDS, ...sources], interval: FAR_INTERVAL }
    this.#service = new SSEPriceService({ ...options, ...crowded, ...this.#alerts.query })
    this.#near?.end()
    if (IS_CROWDED) {
      this.#near = new NearPrices(options, price => this.#take(price, true))
      this.#near.want(this.table.nearby())
    }
    this.#countDown = follow(this.#service, () => this.#interrupt(), signal)
    this.#service.addEventListener('connected', ({ detail }) => this.#greeted(detail), { signal })
    this.#alerts.follow(this.#service, signal)
    priceDigits.follow(this.#service)
    this.retry()
  }

  /** Prices may be missing from now on. */
  #interrupt() {
    this.#market.interrupt()
    this.#days.forget()
  }

  #switch() {
    this.#days.forget()
    this.#market.clear()
    this.table.clear()
    forget()
    this.#latency = new Latency()
    this.#follow()
  }

  #add(coin) {
    this.table.add(coin)
    if (coin.symbol === this.#awaited?.symbol) this.#show(this.#awaited)
  }

  /** The chart that an address names, as soon as there is its coin. */
  async #show(place) {
    this.#awaited = place && !this.table.rows.has(place.symbol) ? place : null
    if (place && !this.#awaited) {
      // A coin that has just come is not among the rows yet.
      this.table.arrange()
      if (!this.table.isShown(place.symbol)) {
        view.search = ''
        await nextTick()
      }
    }
    this.table.show(this.#awaited ? null : place)
  }

  #quote(price) {
    const coin = this.#market.coins.get(price.symbol)
    if (!coin) return
    coin.quotes.take(price)
    this.#painter.touch(coin)
  }

  #fit() {
    this.#market.fit()
    this.table.fit()
    this.#repaint()
  }

  #repaint() {
    for (const coin of this.#market.coins.values()) this.#painter.touch(coin)
  }

  /** At once, where it waits for the next attempt. */
  retry() {
    link.refused = ''
    this.#service.connect(price => this.#take(price), undefined, error => { link.refused = error.message })
  }

  /** To the row of this coin, which the search may have left out. */
  async goTo(symbol) {
    if (!this.table.isShown(symbol)) {
      view.search = ''
      await nextTick()
    }
    this.table.goTo(symbol)
  }

  /** The first row that the search leaves. */
  openMatch() {
    const [row] = this.table.shown()
    if (row) this.table.goTo(row.coin.symbol)
  }

  #obeySettings() {
    watch(exchange, () => this.#switch())
    watch(() => settings.favourites, symbols => this.table.favour(symbols))
    watch(() => [settings.sortBy, settings.descending], () => this.table.arrange())
    watch(() => alerts.rules, () => this.table.ring(waiting()))
    watch(() => view.search, text => this.table.search(text), { flush: 'post' })
    watch(language, () => this.table.retranslate(), { flush: 'post' })
    watch(() => [settings.theme, settings.colours], () => this.table.restyle(), { flush: 'post' })
    watch(() => settings.sound, forget)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.table.restyle())
  }

  #greeted({ symbols }) {
    this.#greetedAt = monotonic()
    this.#beats = 0
    // Of very many there is only their count, and each comes with its first price.
    if (symbols) this.#market.order(symbols)
    this.#count()
  }

  #take(price, isNear = false) {
    if (this.#isKnown(price, isNear)) return
    const now = Date.now()
    if (this.#isFresh(price.event_time)) this.#rate.count(now)
    const coin = this.#market.take(price, now)
    if (!view.priced) this.#count()
    for (const extreme of [price.window_low, price.window_high]) if (extreme) listen({ ...price, price: extreme }, now)
    listen(coin, now)
    this.#painter.touch(coin)
  }

  /** Of two streams the one may be behind the other. */
  #isKnown({ symbol, event_time: time, test }, isNear) {
    const coin = this.#near && this.#market.coins.get(symbol)
    if (!coin?.at || test || coin.test) return false
    return time < coin.eventTime || time === coin.eventTime && !isNear && this.#near.has(symbol)
  }

  #paint(changed) {
    this.table.paint(changed)
    const offset = this.#clock.offset
    if (offset && !this.#wasHidden) {
      const now = monotonic() + offset.offset
      for (const { symbol, eventTime, test } of changed) {
        // What waited for its second says nothing of the way either.
        if (test || !this.#isFresh(eventTime) || this.#near?.has(symbol) === false) continue
        this.#latency.record(now - eventTime, offset.uncertainty, now)
      }
    }
    this.#wasHidden = document.hidden
  }

  #isFresh(eventTime) {
    return eventTime > this.#nodeTime(this.#greetedAt)
  }

  #nodeTime(ours = monotonic()) {
    return ours + (this.#clock.offset?.offset ?? 0)
  }

  #count() {
    const coins = [...this.#market.coins.values()]
    view.total = coins.length
    view.priced = coins.filter(coin => coin.at).length
  }

  #beat() {
    if (document.hidden) return
    const isTime = this.#beats < FIRST_ASKS || this.#beats % ASK_CLOCK === 0
    if (isTime && this.#service.getConnectionStatus().connected) this.#askClock()
    this.#beats++
    this.table.beat(Date.now())
    this.#count()
    this.#measure()
    const { gainers, losers } = this.#moversSaid() ?? movers(this.#market.coins.values())
    keep('gainers', gainers)
    keep('losers', losers)
  }

  /** By the verticle, of the coins that are here. */
  #moversSaid() {
    // It is told the prices of the primary alone.
    const said = exchange.value === EXCHANGES[0] ? this.#signals.lists : null
    const here = list => list.flatMap(({ symbol, change }) => {
      const coin = this.#market.coins.get(symbol)
      return coin ? [{ symbol, base: coin.base, change }] : []
    })
    return said && { gainers: here(said.gainers), losers: here(said.losers) }
  }

  #measure() {
    const offset = this.#clock.offset
    const found = offset ? this.#latency.percentiles(this.#nodeTime()) : { why: link.greeted ? 'clock' : 'none' }
    keep('latency', found.why ? found : { ...found, uncertainty: offset.uncertainty })
    keep('rate', this.#rate.perSecond(Date.now()))
  }

  async #askClock() {
    try {
      const status = await this.#clock.ask(STATUS)
      this.#signals.follow(status?.verticles)
    } catch {
      // The connection's own state tells of a server that is away; without an answer there is no figure.
    }
  }
}

/** The frame is drawn anew only for what is another than before. */
function keep(name, value) {
  if (JSON.stringify(view[name]) !== JSON.stringify(value)) view[name] = value
}
