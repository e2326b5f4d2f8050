// Live prices as state of Vue 3, for whichever Vue a page has. How to use it: realtime-price.d.ts beside this file.
import { PriceDigits } from './digits.js'
import { changeArrow, changeStyle, formatChange, formatPrice, series, statusColor, statusText, withCandle } from './shown.js'
import { SSEPriceService } from './sse.js'

const FLASH_MILLIS = 500

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
    const { colors, locale, flash = FLASH_MILLIS, autoConnect, ...connection } = options
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
      sseStatusText: computed(() => statusText(status.value.state, locale)),
      sseStatusColor: computed(() => statusColor(status.value.state)),
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
        for (const shown of [flashing, prices, candles]) Object.keys(shown).forEach(name => delete shown[name])
      },
      handlePriceUpdate(price) {
        const before = prices[price.symbol]
        prices[price.symbol] = price
        if (before && before.price !== price.price) beginFlash(price.symbol)
      },
      handleCandleUpdate(candle) {
        const key = series(candle.symbol, candle.interval, candle.exchange)
        candles[key] = withCandle(candles[key] ?? [], candle)
      },
      getCandles: (symbol, interval, exchange) => candles[series(symbol, interval, exchange)] ?? [],
      getRealtimePrice: symbol => prices[named(symbol)] ?? null,
      isPriceJustUpdated: symbol => named(symbol) in flashing,
      formatPrice: value => formatPrice(value, format),
      formatChange,
      getChangeArrow: changeArrow,
      getChangeStyle: value => changeStyle(value, colors),
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
