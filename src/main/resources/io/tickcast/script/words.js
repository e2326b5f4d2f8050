// The words of a file in JavaScript. What crosses to the node are texts and numbers, by the functions of `node`.
(function (node, settingsJson, primary) {
  const { parse, stringify } = JSON
  const text = String
  const whole = Math.floor
  // By exchange and then by symbol; either may be '*'.
  const handlers = new Map()
  // By exchange, symbol and interval.
  const candleHandlers = new Map()
  const tasks = new Map()

  const needFunction = (value, where) => {
    if (typeof value !== 'function') throw new TypeError(`${where} takes a function, not ${typeof value}`)
  }

  const needSymbol = (value, where) => {
    if (typeof value !== 'string' || value === '') throw new TypeError(`${where} takes a symbol such as 'BTCUSDT'`)
    return node.symbol(value)
  }

  const exchangeOf = (options, where) => {
    const exchange = options === undefined ? undefined : options.exchange
    if (exchange === undefined) return primary
    if (typeof exchange !== 'string') throw new TypeError(`${where} takes an exchange such as 'okx'`)
    return exchange
  }

  const needInterval = (value, where) => {
    if (typeof value !== 'string') throw new TypeError(`${where} takes an interval such as '1m'`)
    return value
  }

  const freezeAll = value => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freezeAll)
    return value
  }

  const words = {
    ticks: {
      on(symbol, handler, options) {
        const wanted = needSymbol(symbol, 'ticks.on')
        needFunction(handler, 'ticks.on')
        const exchange = exchangeOf(options, 'ticks.on')
        const refusal = node.wants(exchange, wanted)
        if (refusal !== '') throw new RangeError(refusal)
        if (!handlers.has(exchange)) handlers.set(exchange, new Map())
        const bySymbol = handlers.get(exchange)
        if (!bySymbol.has(wanted)) bySymbol.set(wanted, [])
        const own = bySymbol.get(wanted)
        own[own.length] = handler
      },
      last(symbol, options) {
        const wanted = needSymbol(symbol, 'ticks.last')
        const json = node.last(exchangeOf(options, 'ticks.last'), wanted)
        if (json === '') return undefined
        if (json[0] !== '{') throw new RangeError(json)
        return parse(json)
      }
    },
    candles: {
      on(symbol, interval, handler, options) {
        const wanted = needSymbol(symbol, 'candles.on')
        needInterval(interval, 'candles.on')
        needFunction(handler, 'candles.on')
        const exchange = exchangeOf(options, 'candles.on')
        const refusal = node.wantsCandles(exchange, wanted, interval)
        if (refusal !== '') throw new RangeError(refusal)
        const key = `${exchange} ${wanted} ${interval}`
        if (!candleHandlers.has(key)) candleHandlers.set(key, [])
        const own = candleHandlers.get(key)
        own[own.length] = handler
      },
      last(symbol, interval, count, options) {
        const wanted = needSymbol(symbol, 'candles.last')
        needInterval(interval, 'candles.last')
        const rows = node.lastCandles(exchangeOf(options, 'candles.last'), wanted, interval, whole(Number(count)))
        if (typeof rows === 'string') throw new RangeError(rows)
        const candles = []
        for (let i = 0; i < rows.length; i++) candles[i] = parse(rows[i])
        return candles
      }
    },
    signals: {
      publish(name, object) {
        const json = stringify(object)
        if (json === undefined) throw new TypeError('signals.publish takes a value that can be written as JSON')
        const refusal = node.publish(text(name), json)
        if (refusal !== '') throw new RangeError(refusal)
      }
    },
    timer: {
      every(ms, task) {
        needFunction(task, 'timer.every')
        const number = node.every(whole(Number(ms)))
        if (typeof number === 'string') throw new RangeError(number)
        tasks.set(number, task)
        return () => {
          tasks.delete(number)
          node.end(number)
        }
      }
    },
    log: {
      info(...parts) { node.log('info', parts.map(shown).join(' ')) },
      warn(...parts) { node.log('warn', parts.map(shown).join(' ')) }
    },
    settings: parse(settingsJson)
  }

  function shown(part) {
    return typeof part === 'object' && part !== null ? stringify(part) ?? text(part) : text(part)
  }

  for (const [word, meaning] of Object.entries(words)) {
    Object.defineProperty(globalThis, word, { value: freezeAll(meaning), enumerable: true })
  }
  globalThis.console = { log: words.log.info, info: words.log.info, warn: words.log.warn, error: words.log.warn }

  const call = (bySymbol, tick) => {
    if (bySymbol === undefined) return
    const own = bySymbol.get(tick.symbol)
    if (own !== undefined) for (const handler of own) handler(tick)
    const all = bySymbol.get('*')
    if (all !== undefined) for (const handler of all) handler(tick)
  }

  return {
    tick(json) {
      const tick = parse(json)
      // A handler may change the tick.
      const { exchange } = tick
      call(handlers.get(exchange), tick)
      call(handlers.get('*'), tick)
    },
    candle(json) {
      const candle = parse(json)
      const { exchange, symbol, interval } = candle
      for (const place of [exchange, '*']) {
        for (const name of [symbol, '*']) {
          const own = candleHandlers.get(`${place} ${name} ${interval}`)
          if (own !== undefined) for (const handler of own) handler(candle)
        }
      }
    },
    timer(number) {
      const task = tasks.get(number)
      if (task !== undefined) task()
    }
  }
})
