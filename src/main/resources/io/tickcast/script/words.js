// The words of a file in JavaScript. What crosses to the node are texts and numbers, by the functions of `node`.
(function (node, settingsJson) {
  const { parse, stringify } = JSON
  const text = String
  const whole = Math.floor
  const handlers = new Map()
  const tasks = new Map()

  const needFunction = (value, where) => {
    if (typeof value !== 'function') throw new TypeError(`${where} takes a function, not ${typeof value}`)
  }

  const needSymbol = (value, where) => {
    if (typeof value !== 'string' || value === '') throw new TypeError(`${where} takes a symbol such as 'BTCUSDT'`)
    return node.symbol(value)
  }

  const freezeAll = value => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freezeAll)
    return value
  }

  const words = {
    ticks: {
      on(symbol, handler) {
        const wanted = needSymbol(symbol, 'ticks.on')
        needFunction(handler, 'ticks.on')
        const refusal = node.wants(wanted)
        if (refusal !== '') throw new RangeError(refusal)
        if (!handlers.has(wanted)) handlers.set(wanted, [])
        const own = handlers.get(wanted)
        own[own.length] = handler
      },
      last(symbol) {
        const json = node.last(needSymbol(symbol, 'ticks.last'))
        return json === '' ? undefined : parse(json)
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

  return {
    tick(json) {
      const tick = parse(json)
      const own = handlers.get(tick.symbol)
      if (own !== undefined) for (const handler of own) handler(tick)
      const all = handlers.get('*')
      if (all !== undefined) for (const handler of all) handler(tick)
    },
    timer(number) {
      const task = tasks.get(number)
      if (task !== undefined) task()
    }
  }
})
