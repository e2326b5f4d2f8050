// Live prices in a browser. How to use it: sse.d.ts beside this file.

const MAX_DELAY = 30_000
const MAX_EVENT = 1 << 20
const OLD = 10_000

export class SSEPriceService extends EventTarget {
  #options
  #url
  #status = { connected: false, state: 'offline', reconnectAttempts: 0, lastEventId: '', retryAt: 0 }
  #callbacks = []
  #listeners = new Map()
  // As it came, for tabs that come later.
  #newest = new Map()
  // `connected`, and `feed` of each exchange since.
  #greeting = new Map()
  #aliases = {}
  // Of a hidden tab.
  #pending = new Map()
  #flushAt = 0
  #retry = 3_000 * (0.5 + Math.random())
  // Until disconnect().
  #run
  #channel
  #id = Math.random()
  // While this tab has the connection.
  #term
  #attempt
  #wake
  #watchdog

  constructor({ url, fields, candles, maxRetries = Infinity, shared = !candles, hiddenInterval = 5_000,
    silence = 45_000, ...query } = {}) {
    super()
    this.#options = { maxRetries, shared, hiddenInterval, silence }
    this.#url = url ? new URL(url, globalThis.location?.href) : new URL('../api/sse/prices', import.meta.url)
    // Duplicates are told by these two.
    fields &&= [...new Set(['symbol', 'timestamp', ...`${fields}`.split(',')])]
    for (const [name, value] of Object.entries({ ...query, fields, candles })) {
      if (value === 0 || value) this.#url.searchParams.set(name, value)
    }
  }

  connect(...callbacks) {
    this.#callbacks = callbacks
    if (this.#run) {
      this.#term ? this.#wake?.() : this.#follow()
      return
    }
    const { signal } = this.#run = new AbortController()
    const on = (target, type, action) => target?.addEventListener?.(type, action, { signal })
    on(globalThis.document, 'visibilitychange', () => this.#flush())
    on(globalThis, 'online', () => this.#wake?.())
    on(globalThis, 'offline', () => {
      this.#attempt?.abort(new Error('The browser is offline'))
      if (this.#status.retryAt) this.#set({ state: 'offline' })
    })
    if (this.#options.shared && globalThis.navigator?.locks && globalThis.BroadcastChannel) this.#share()
    else this.#lead()
    this.#set({ state: 'connecting', reconnectAttempts: 0 })
  }

  disconnect() {
    this.#newest.clear()
    Object.assign(this.#status, { reconnectAttempts: 0, lastEventId: '' })
    this.#stop()
  }

  addListener(symbol, callback) {
    this.#listeners.set(symbol, (this.#listeners.get(symbol) ?? new Set()).add(callback))
  }

  removeListener(symbol, callback) {
    this.#listeners.get(symbol)?.delete(callback)
  }

  getConnectionStatus() {
    return { ...this.#status, listeners: [...this.#listeners.values()].flatMap(set => [...set]).length }
  }

  // The tab that holds the lock has the connection, and tells the others all that comes.
  #share() {
    this.#channel = new BroadcastChannel('tickcast ' + this.#url)
    this.#channel.onmessage = ({ data: { hello, to, events, id, status } }) => {
      if (this.#term) {
        if (hello) this.#greet(hello) || this.#wake?.()
      } else if (!hello && (!to || to === this.#id)) {
        this.#watch()
        if (events) this.#deliver(events, id)
        if (status) this.#set(status)
      }
    }
    this.#queue({ signal: this.#run.signal })
  }

  async #queue(options) {
    const run = this.#run
    try {
      if (!options.steal) this.#follow()
      await navigator.locks.request(this.#channel.name, options, () => this.#run === run && this.#lead())
    } catch (error) {
      if (this.#run !== run) return
      this.#resign()
      if (error.name !== 'AbortError') this.#lead()
      // Another tab took the lead, having heard nothing. It queues still itself.
      else if (options.steal) this.#follow()
      else this.#queue(options)
    }
  }

  #follow() {
    this.#watch()
    this.#channel.postMessage({ hello: this.#id })
  }

  #post(message) {
    if (this.#term) this.#channel?.postMessage(message)
  }

  #greet(to) {
    const { lastEventId: id, ...status } = this.#status
    const told = [...to ? this.#greeting.values() : [], ...this.#newest.values()]
    this.#post({ to, id, status, events: told.map(({ type, data, since }) => [type, data, Date.now() - since]) })
  }

  // Until another tab is to lead.
  async #lead() {
    const term = this.#term = {}
    if (this.#status.connected) this.#set({ connected: false, state: 'reconnecting' })
    // Who came meanwhile was not greeted.
    this.#greet()
    while (this.#term === term) {
      const attempt = this.#attempt = new AbortController()
      const error = await this.#read(attempt.signal).catch(error => error)
      attempt.abort()
      if (this.#term !== term) return
      clearTimeout(this.#watchdog)
      const reconnectAttempts = this.#status.reconnectAttempts + 1
      const fatal = error.status === 400 || reconnectAttempts > this.#options.maxRetries
      this.#tell('error', Object.assign(error, { fatal }))
      if (this.#term !== term) return
      if (fatal) {
        this.#stop()
        call(this.#callbacks[2], error)
        return
      }
      // The first is the server's, and random already.
      const delay = Math.min(this.#retry * 2 ** (reconnectAttempts - 1), Math.max(MAX_DELAY, this.#retry))
        * (reconnectAttempts > 1 ? 1 - Math.random() / 2 : 1)
      const state = globalThis.navigator?.onLine === false ? 'offline' : 'reconnecting'
      const woken = new Promise(wake => setTimeout(this.#wake = wake, delay))
      this.#set({ connected: false, state, reconnectAttempts, retryAt: Date.now() + delay })
      await woken
      if (this.#term === term) this.#set({ retryAt: 0 })
    }
  }

  async #read(signal) {
    this.#watch()
    const { lastEventId } = this.#status
    const response = await fetch(this.#url, {
      signal,
      cache: 'no-store',
      headers: { Accept: 'text/event-stream', ...(lastEventId && { 'Last-Event-ID': lastEventId }) },
    })
    const { status, headers } = response
    if (status !== 200 || !headers.get('Content-Type')?.startsWith('text/event-stream')) {
      const answer = await response.json().catch(() => null)
      throw Object.assign(new Error(answer?.message || `No stream, but HTTP ${status}`), { status })
    }
    const parse = parser(lastEventId, millis => { this.#retry = Math.min(1 << 30, Math.max(100, millis)) })
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) throw new Error('The stream ended')
      this.#watch()
      const { events, id } = parse(decoder.decode(value, { stream: true }))
      this.#post({ events, id })
      this.#deliver(events, id)
    }
  }

  // A silent connection is dead, however open it looks; so is a tab that leads.
  #watch() {
    clearTimeout(this.#watchdog)
    const { silence } = this.#options
    this.#watchdog = this.#term
      ? setTimeout(() => this.#attempt.abort(new Error('Nothing came for too long')), silence)
      : setTimeout(() => this.#queue({ steal: true }), 2 * silence)
  }

  #resign() {
    this.#term = null
    this.#attempt?.abort()
    this.#wake?.()
  }

  #stop() {
    this.#resign()
    clearTimeout(this.#watchdog)
    this.#run?.abort()
    this.#run = null
    this.#channel?.close()
    this.#channel = null
    this.#pending.clear()
    this.#set({ connected: false, state: 'offline', retryAt: 0 })
  }

  #set(changes) {
    Object.assign(this.#status, changes)
    this.#post({ status: changes })
    this.#tell('state', this.getConnectionStatus())
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }

  #deliver(events, id) {
    const run = this.#run
    this.#status.lastEventId = id
    const news = []
    let feed
    for (const [type, data, age = 0] of events) {
      let detail
      try {
        detail = JSON.parse(data)
      } catch {}
      // What is no object is no news.
      if (detail !== Object(detail)) continue
      // JSON.parse makes 95000 of 95000.00.
      detail.text = {}
      for (const [, name, value] of data.matchAll(/"(\w+)":\s*(-?\d[^\s,}]*)/g)) detail.text[name] = value
      news.push([type, data, age, detail])
      if (type === 'connected') this.#greeting.clear()
      else if (type !== 'feed') continue
      this.#greeting.set(detail.exchange, { state: 'live', ...detail, type, data, since: Date.now() - age })
      const told = [...this.#greeting.values()]
      const dead = told.filter(({ state }) => state !== 'live')
      feed = dead.length < (told[0].exchanges ?? [0]).length ? 'live' : 'stale'
    }
    if (feed) this.#set({ connected: true, state: feed, reconnectAttempts: 0, retryAt: 0 })
    for (const [type, data, age, detail] of news) {
      if (this.#run !== run) return
      if (type === 'price') this.#take(detail, data, age)
      else {
        if (detail.age_ms) detail.age_ms += age
        if (type === 'connected') {
          this.#aliases = detail.aliases ?? {}
          call(this.#callbacks[1], detail)
        }
        this.#tell(type, detail)
      }
    }
    this.#flush()
  }

  #take(price, data, age) {
    const { symbol, exchange, timestamp, trade_id, test } = price
    const key = exchange + symbol
    if (!test) {
      const held = this.#newest.get(key)
      // Trades of one ms, or before a ticker's time, are told by id or price.
      if (timestamp <= held?.timestamp && !(trade_id > held.trade_id)
        && (timestamp < held.timestamp || price.price === held.price && '' + price.sources === '' + held.sources)) return
      this.#newest.set(key, { ...price, type: 'price', data, since: Date.now() - Math.max(age, price.age_ms ?? 0) })
      if (age > OLD) price.age_ms = age
    }
    if (this.#options.hiddenInterval && globalThis.document?.hidden) this.#pending.set(key + test, price)
    else this.#emit(price)
  }

  // Browsers slow down the timers of hidden tabs.
  #flush() {
    if (globalThis.document?.hidden && Date.now() < this.#flushAt) return
    this.#flushAt = Date.now() + this.#options.hiddenInterval
    const prices = [...this.#pending.values()]
    this.#pending.clear()
    prices.forEach(price => this.#emit(price))
  }

  #emit(price) {
    const { symbol } = price
    const names = Object.keys(this.#aliases).filter(name => this.#aliases[name] === symbol)
    const listeners = [symbol, ...names, 'all'].flatMap(name => [...this.#listeners.get(name) ?? []])
    for (const listener of [this.#callbacks[0], ...listeners]) {
      if (this.#run) call(listener, price)
    }
  }
}

// What a listener throws is reported, and no other's loss.
function call(callback, argument) {
  try {
    callback?.(argument)
  } catch (error) {
    queueMicrotask(() => { throw error })
  }
}

// By the HTML standard, 9.2.6; chunks may end anywhere.
function parser(lastId, onRetry) {
  let rest = '', afterCr = false, type = '', data = '', id = lastId
  return chunk => {
    const events = []
    if (chunk) {
      if (afterCr && chunk[0] === '\n') chunk = chunk.slice(1)
      afterCr = chunk.endsWith('\r')
      const lines = (rest + chunk).split(/\r\n?|\n/)
      rest = lines.pop()
      for (const line of lines) {
        const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line)
        if (!line) {
          if (data) events.push([type || 'message', data.slice(0, -1)])
          lastId = id
          type = data = ''
        } else if (field === 'data') data += value + '\n'
        else if (field === 'event') type = value
        else if (field === 'id' && !value.includes('\0')) id = value
        else if (field === 'retry' && /^\d+$/.test(value)) onRetry(+value)
      }
      if (rest.length + data.length > MAX_EVENT) throw new Error('Too long an event')
    }
    return { events, id: lastId }
  }
}
