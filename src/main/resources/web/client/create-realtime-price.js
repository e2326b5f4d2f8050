// Live prices as state of Vue 3, for whichever Vue a page has. How to use it: realtime-price.d.ts beside this file.
import { PriceDigits } from './digits.js'
import { SSEPriceService } from './sse.js'

const FLASH_MILLIS = 500
const MAX_CANDLES = 1_000

const TEXTS = {
  zh: { connecting: '连接中', live: '实时', stale: '行情延迟', reconnecting: '重新连接中', offline: '离线' },
  en: { connecting: 'Connecting', live: 'Live', stale: 'Stale', reconnecting: 'Reconnecting', offline: 'Offline' },
}

const GREEN = 'var(--price-green, #15803d)'
const RED = 'var(--price-red, #b91c1c)'
const AMBER = 'var(--price-amber, #b45309)'
const GREY = 'var(--price-grey, #6b7280)'

const STATUS_COLORS = { connecting: AMBER, live: GREEN, stale: AMBER, reconnecting: AMBER, offline: RED }

const VALUES = ['sseConnected', 'sseStatus', 'sseError', 'sseStatusText', 'sseStatusColor', 'realtimePrices',
  'realtimeCandles']
const FUNCTIONS = ['connectSSE', 'disconnectSSE', 'handlePriceUpdate', 'handleCandleUpdate', 'getCandles',
  'getRealtimePrice', 'isPriceJustUpdated', 'formatPrice', 'formatChange', 'getChangeArrow', 'getChangeStyle']

export function createRealtimePrice({ computed, getCurrentInstance, onBeforeUnmount, onMounted, shallowReactive,
    shallowRef, unref }) {
  // By URL: components that follow the same server share one list.
  const lists = new Map()

  function priceDigits(service, url) {
    const key = `${url}`
    if (!lists.has(key)) {
      const made = new PriceDigits(undefined, { url })
      const changes = shallowRef(0)
      made.addEventListener('change', () => { changes.value++ })
      lists.set(key, { made, changes })
    }
    const { made, changes } = lists.get(key)
    made.follow(service)
    // A component that reads the count is rendered again when it changes.
    return price => changes.value >= 0 && made.format(price)
  }

  // What a component has of live prices; onPrice and onCandle are given each of them.
  function realtime(options, onPrice, onCandle) {
    const { colors = 'green-up', locale = globalThis.navigator?.language ?? 'en', flash = FLASH_MILLIS,
      autoConnect, ...connection } = options
    const texts = TEXTS[locale.startsWith('zh') ? 'zh' : 'en']
    const service = new SSEPriceService(connection)
    const format = priceDigits(service, connection.url)
    const status = shallowRef(service.getConnectionStatus())
    const error = shallowRef(null)
    const prices = shallowReactive({})
    const candles = shallowReactive({})
    const flashing = shallowReactive({})
    const timers = new Map()
    service.addEventListener('state', event => { status.value = event.detail })
    service.addEventListener('candle', event => onCandle(event.detail))

    function beginFlash(symbol) {
      clearTimeout(timers.get(symbol))
      flashing[symbol] = true
      timers.set(symbol, setTimeout(() => endFlash(symbol), flash))
    }

    function endFlash(symbol) {
      timers.delete(symbol)
      delete flashing[symbol]
    }

    // Pages that speak of coins may ask for BTC.
    const named = symbol => symbol in prices ? symbol : symbol + 'USDT'

    return {
      sseConnected: computed(() => status.value.connected),
      sseStatus: status,
      sseError: error,
      sseStatusText: computed(() => texts[status.value.state]),
      sseStatusColor: computed(() => STATUS_COLORS[status.value.state]),
      realtimePrices: prices,
      realtimeCandles: candles,

      connectSSE() {
        error.value = null
        service.connect(onPrice, null, problem => { error.value = problem })
      },
      disconnectSSE() {
        service.disconnect()
        timers.forEach(clearTimeout)
        timers.clear()
        Object.keys(flashing).forEach(symbol => delete flashing[symbol])
      },
      handlePriceUpdate(price) {
        const before = prices[price.symbol]
        prices[price.symbol] = price
        if (before && before.price !== price.price) beginFlash(price.symbol)
      },
      handleCandleUpdate(candle) {
        const key = series(candle.symbol, candle.interval, candle.exchange)
        const list = candles[key] ?? []
        let end = list.length
        while (end > 0 && list[end - 1].time > candle.time) end--
        const known = list[end - 1]?.time === candle.time ? list[end - 1] : null
        // A node that is behind may not know yet that it has closed.
        if (known?.closed && !candle.closed) return
        const start = known ? end - 1 : end
        candles[key] = [...list.slice(0, start), candle, ...list.slice(end)].slice(-MAX_CANDLES)
      },
      getCandles: (symbol, interval, exchange) => candles[series(symbol, interval, exchange)] ?? [],
      getRealtimePrice: symbol => prices[named(symbol)] ?? null,
      isPriceJustUpdated: symbol => named(symbol) in flashing,
      formatPrice: value => grouped(value?.text?.price ? format(value) : digits(value, 'price')),
      formatChange(value) {
        const text = digits(value, 'change_24h')
        if (text === '') return '-'
        return `${text > 0 ? '+' : ''}${text}%`
      },
      getChangeArrow: value => ['▼', '–', '▲'][1 + sign(value)],
      getChangeStyle(value) {
        const [down, up] = colors === 'red-up' ? [GREEN, RED] : [RED, GREEN]
        return { color: [down, GREY, up][1 + sign(value)] }
      },
    }
  }

  function useRealtimePrice(options = {}) {
    const api = realtime(options, price => api.handlePriceUpdate(price), candle => api.handleCandleUpdate(candle))
    if (getCurrentInstance()) {
      if (options.autoConnect !== false) onMounted(api.connectSSE)
      onBeforeUnmount(api.disconnectSSE)
    }
    return api
  }

  const apis = new WeakMap()
  const realtimePriceMixin = {
    beforeCreate() {
      // Through the component, which may have a method of its own for it.
      apis.set(this, realtime(this.$options.realtimePrice ?? {},
        price => this.handlePriceUpdate(price), candle => this.handleCandleUpdate(candle)))
    },
    computed: Object.fromEntries(VALUES.map(name => [name, function () { return unref(apis.get(this)[name]) }])),
    methods: Object.fromEntries(FUNCTIONS.map(name =>
      [name, function (...values) { return apis.get(this)[name](...values) }])),
    mounted() {
      if (this.$options.realtimePrice?.autoConnect !== false) this.connectSSE()
    },
    beforeUnmount() {
      this.disconnectSSE()
    },
  }

  return { useRealtimePrice, realtimePriceMixin }
}

function series(symbol, interval, exchange) {
  return [symbol, interval, exchange].filter(Boolean).join(' ')
}

// A figure of a price event in the exchange's own digits, or a figure by itself; '' for none.
function digits(value, name) {
  if (value !== null && typeof value === 'object') return value.text?.[name] ?? digits(value[name], name)
  if (typeof value === 'string') return value
  if (!Number.isFinite(value)) return ''
  return name === 'price'
    ? value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 }) : value.toFixed(2)
}

function grouped(text) {
  const [whole, fraction] = text.split('.')
  if (text === '') return '-'
  return whole.replace(/\B(?=(\d{3})+$)/g, ',') + (fraction === undefined ? '' : '.' + fraction)
}

function sign(value) {
  return Math.sign(digits(value, 'change_24h')) || 0
}
