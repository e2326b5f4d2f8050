// Live prices in a browser. How to use it: sse.d.ts beside this file.

// Bundlers would look for a file behind it.
const HERE = import.meta.url
const MAX_DELAY = 30_000
const MAX_EVENT = 1 << 20
const OLD = 10_000
// In ms: what has not come by then is held back.
const FIRST_EVENT = 10_000
const LATE_HEARTBEAT = 5_000
// Characters of the names in one request.
const MAX_NAMES = 3_000
const BUSY = [429, 502, 503, 504]
const OUTDATED = new Error('The stream is asked for anew')

export class SSEPriceService extends EventTarget {
  #options
  #url
  #status
  #changes
  #callbacks = []
  #listeners = new Map()
  // As it came, for tabs that come later.
  #newest = new Map()
  // `connected`, and `feed` of each exchange since.
  #greeting = new Map()
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
  // To WebSocket, until that fails after late heartbeats.
  #maySwitch
  #late
  // Of an attempt.
  #isHeard
  #quickest
  #beatAt = 0
  #ask

  constructor({ url, fields, candles, maxRetries = Infinity, shared = !candles, hiddenInterval = 5_000,
    silence = 45_000, transport = 'auto', ...query } = {}) {
    super()
    this.#url = url ? new URL(url, globalThis.location?.href) : new URL('../api/sse/prices', HERE)
    if (transport === 'auto' && !(globalThis.WebSocket && this.#url.pathname.endsWith('/sse/prices'))) transport = 'sse'
    this.#options = { maxRetries, shared, hiddenInterval, silence, transport }
    this.#status = { connected: false, state: 'offline', transport: transport === 'auto' ? 'sse' : transport,
      reconnectAttempts: 0, lastEventId: '', retryAt: 0 }
    // Duplicates are told by these two.
    fields &&= [...new Set(['symbol', 'timestamp', ...`${fields}`.split(',')])]
    for (const [name, value] of Object.entries({ ...query, fields, candles })) {
      if (value === 0 || value) this.#url.searchParams.set(name, value)
    }
    this.#changes = new Changes(this.#url, {
      asker: () => !this.#attempt?.signal.aborted && this.#ask,
      restart: reason => this.#attempt.abort(reason),
      tell: (type, detail) => this.#tell(type, detail),
    })
  }

  connect(...callbacks) {
    this.#callbacks = callbacks
    if (this.#run) {
      this.#term ? this.#wake?.() : this.#follow()
      return
    }
    this.#maySwitch = this.#options.transport === 'auto'
    this.#settle()
    this.#begin(this.#options.shared)
    this.#set({ state: 'connecting', reconnectAttempts: 0 })
  }

  #begin(shared) {
    const { signal } = this.#run = new AbortController()
    const on = (target, type, action) => target?.addEventListener?.(type, action, { signal })
    on(globalThis.document, 'visibilitychange', () => this.#flush())
    on(globalThis, 'online', () => this.#wake?.())
    on(globalThis, 'offline', () => {
      this.#attempt?.abort(new Error('The browser is offline'))
      if (this.#status.retryAt) this.#set({ state: 'offline' })
    })
    if (shared && globalThis.navigator?.locks && globalThis.BroadcastChannel) this.#share()
    else this.#lead()
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

  subscribe(symbols) {
    return this.#change({ add: names(symbols) })
  }

  unsubscribe(symbols) {
    return this.#change({ remove: names(symbols) })
  }

  setInterval(interval) {
    return this.#change({ interval })
  }

  #change(change) {
    const answered = this.#changes.add(change)
    for (const prices of [this.#newest, this.#pending]) {
      prices.forEach(({ symbol }, key) => { if (!this.#changes.wants(symbol)) prices.delete(key) })
    }
    // Several changes of one turn are asked for together.
    queueMicrotask(() => this.#settle())
    return answered
  }

  #settle() {
    if (!this.#changes.isWaiting) return
    if (!this.#run) this.#changes.confirm()
    else if (this.#channel) {
      // The other tabs want what they have.
      this.#end()
      this.#begin(false)
    } else this.#changes.send()
  }

  // The tab that holds the lock has the connection, and tells the others.
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
      // Another tab took the lead, having heard nothing.
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
      let { transport } = this.#status
      const isSocket = transport === 'websocket'
      const read = isSocket ? this.#readSocket(attempt.signal) : this.#read(attempt.signal)
      const error = await read.catch(error => error)
      if (isSocket && this.#isHeard) this.#late = 0
      else if (error.isHeld && this.#maySwitch) {
        this.#maySwitch = !isSocket || this.#late < 2
        transport = isSocket ? 'sse' : 'websocket'
      }
      attempt.abort()
      if (this.#term !== term) return
      clearTimeout(this.#watchdog)
      if (error === OUTDATED || error.status === 400 && this.#changes.takeBack(error)) continue
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
      this.#set({ connected: false, state, transport, reconnectAttempts, retryAt: Date.now() + delay })
      await woken
      if (this.#term === term) this.#set({ retryAt: 0 })
    }
  }

  #receiver(signal, ask) {
    this.#isHeard = false
    this.#quickest = Infinity
    this.#ask = undefined
    this.#watch()
    return (events, id) => {
      this.#isHeard ||= events.length > 0
      this.#watch()
      this.#post({ events, id })
      this.#deliver(events, id)
      if (signal.aborted || !events.some(([type]) => type === 'connected')) return
      this.#ask = ask
      this.#changes.greeted()
      this.#settle()
    }
  }

  async #patch(step, signal) {
    const { stream, key } = this.#greeting.get(undefined)
    try {
      if (!stream) return {}
      const response = await fetch(new URL('streams/' + stream, this.#url), {
        method: 'PATCH',
        signal,
        headers: { 'Content-Type': 'application/json', 'X-Stream-Key': key },
        body: JSON.stringify(step),
      })
      const { status, headers } = response
      const answer = await response.json().catch(() => null)
      // Perhaps another server's.
      return answer?.code === undefined && !BUSY.includes(status) ? {}
        : { ...answer, status, wait: 1_000 * headers.get('Retry-After') }
    } catch {
      return {}
    }
  }

  async #read(signal) {
    this.#late = 0
    const receive = this.#receiver(signal, step => this.#patch(step, signal))
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
    const parse = parser(lastEventId, millis => this.#retryIn(millis))
    const decoder = new TextDecoder()
    const reader = response.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) throw new Error('The stream ended')
      const { events, id } = parse(decoder.decode(value, { stream: true }))
      receive(events, id)
    }
  }

  #readSocket(signal) {
    return new Promise((_, reject) => {
      let { lastEventId } = this.#status
      const url = new URL(this.#url)
      if (lastEventId) url.searchParams.set('lastEventId', lastEventId)
      const socket = new WebSocket(url.href.replace(/^http/, 'ws').replace('/sse/prices', '/ws/prices'))
      let ref = 0
      let answer
      const send = message => new Promise(resolve => {
        answer = resolve
        socket.send(JSON.stringify({ ...message, ref: ++ref }))
      })
      const receive = this.#receiver(signal, async step => {
        let said
        for (const [name, value] of Object.entries(step)) {
          said = await send(name === 'interval' ? { op: 'set', interval: value }
            : { op: name === 'add' ? 'subscribe' : 'unsubscribe', symbols: value })
          if (said.status !== 200) break
        }
        return said
      })
      signal.addEventListener('abort', () => {
        socket.close()
        answer?.({})
        reject(signal.reason)
      })
      socket.onclose = ({ reason }) =>
        reject(silent(reason || (this.#isHeard ? 'The stream ended' : 'No stream over WebSocket'), !this.#isHeard))
      socket.onmessage = ({ data: text }) => {
        if (signal.aborted) return
        const events = []
        try {
          // An error without `ref` refuses what waits.
          for (const { event, id, data, ref: of = ref, retry, refused, message } of text.split('\n').map(readLine)) {
            if (event === 'ack' || event === 'error') {
              if (of === ref) answer?.(event === 'ack' ? { status: 200, data: JSON.parse(data) }
                : { status: retry || refused ? 429 : 400, wait: retry, message })
            } else {
              if (retry) this.#retryIn(retry)
              lastEventId = id ?? lastEventId
              events.push([event, data])
            }
          }
          receive(events, lastEventId)
        } catch (error) {
          reject(error)
        }
      }
    })
  }

  #retryIn(millis) {
    this.#retry = Math.min(1 << 30, Math.max(100, millis))
  }

  // A silent connection is dead, however open it looks; so is a tab that leads.
  #watch() {
    clearTimeout(this.#watchdog)
    const { silence } = this.#options
    // Once both have failed, there is time.
    const patience = this.#isHeard || !this.#maySwitch || this.#status.reconnectAttempts > 1
      ? silence : Math.min(silence, FIRST_EVENT)
    const end = Date.now() + patience
    this.#watchdog = this.#term
      // A computer that slept heard nothing either, and blames no proxy.
      ? setTimeout(() => this.#attempt.abort(silent('Nothing came for too long', Date.now() < end + LATE_HEARTBEAT)),
        patience)
      : setTimeout(() => this.#queue({ steal: true }), 2 * silence)
  }

  #resign() {
    this.#term = null
    this.#attempt?.abort()
    this.#wake?.()
  }

  #end() {
    this.#resign()
    clearTimeout(this.#watchdog)
    this.#run?.abort()
    this.#channel?.close()
    this.#channel = null
  }

  #stop() {
    this.#end()
    this.#run = null
    this.#pending.clear()
    this.#settle()
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
          this.#changes.rename(detail.aliases)
          call(this.#callbacks[1], detail)
        } else if (type === 'heartbeat' && this.#term) this.#time(detail)
        this.#tell(type, detail)
      }
    }
    this.#flush()
  }

  // A proxy that fills a buffer before it passes it on lets heartbeats come late.
  #time({ timestamp }) {
    const now = performance.now()
    const way = now - 1_000 * timestamp
    this.#quickest = Math.min(this.#quickest, way)
    // Those that come together, as after a sleep, count once.
    if (now < this.#beatAt + 1_000) return
    this.#beatAt = now
    this.#late = way - this.#quickest > LATE_HEARTBEAT && !globalThis.document?.hidden ? this.#late + 1 : 0
    if (this.#late > 1 && this.#maySwitch && this.#status.transport === 'sse') {
      this.#attempt.abort(silent('Events are held back'))
    }
  }

  #take(price, data, age) {
    const { symbol, exchange, timestamp, trade_id, test } = price
    if (!this.#changes.wants(symbol)) return
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
    const listeners = [symbol, ...this.#changes.aliasesOf(symbol), 'all'].flatMap(name => [...this.#listeners.get(name) ?? []])
    for (const listener of [this.#callbacks[0], ...listeners]) {
      if (this.#run) call(listener, price)
    }
  }
}

// What the URL of a stream asks for, and the changes that the server has not confirmed.
class Changes {
  #url
  #on
  // Requested names that stand for another symbol.
  #aliases = {}
  // {symbols, interval}: names and patterns, '*' alone for all.
  #confirmed
  #waiting = []
  #isSending = false
  #isOneByOne = false
  #isLost = false
  #room = MAX_NAMES
  // Changes that the URL asks for before the server has agreed to them.
  #trial
  #removed = new Set()
  #wanted = new Map()

  // on.asker(): what asks the server, while a stream is open
  constructor(url, on) {
    this.#url = url
    this.#on = on
    this.#confirmed = asked(url)
  }

  get isWaiting() {
    return this.#waiting.length > 0
  }

  rename(aliases = {}) {
    this.#aliases = aliases
    this.#wanted.clear()
  }

  aliasesOf(symbol) {
    return Object.keys(this.#aliases).filter(name => this.#aliases[name] === symbol)
  }

  // The last prices of a symbol that was removed may be on their way.
  wants(symbol) {
    if (!this.#removed.size) return true
    if (!this.#wanted.has(symbol)) {
      const { symbols } = this.#after(this.#waiting)
      const named = [symbol, ...this.aliasesOf(symbol)].some(name => covers(symbols, name))
      this.#wanted.set(symbol, named || !covers(this.#removed, symbol))
    }
    return this.#wanted.get(symbol)
  }

  add(change) {
    const { add = [], remove = [] } = change
    const { symbols } = this.#after(this.#waiting)
    const left = this.#after([...this.#waiting, { remove }]).symbols
    const wrong = remove.find(name =>
      covers(left, name) || !symbols.has(name) && [...left].some(other => covers([name], other)))
    if (wrong) return Promise.reject(new Error(`${wrong} cannot be removed by itself: it was not named so`))
    remove.forEach(name => this.#removed.add(this.#resolve(name)))
    add.forEach(name => this.#removed.delete(this.#resolve(name)))
    this.#wanted.clear()
    const answered = new Promise((resolve, reject) => this.#waiting.push({ ...change, resolve, reject }))
    // The event `error` tells it, too.
    answered.catch(() => {})
    return answered
  }

  // The next stream is asked for with them.
  confirm() {
    this.#keep(this.#after(this.#waiting))
    this.#done([...this.#trial?.changes ?? [], ...this.#waiting])
    this.#trial = undefined
  }

  greeted() {
    if (this.#trial) this.#done(this.#trial.changes)
    else if (!this.#confirmed.symbols.size) {
      this.#confirmed = asked(this.#url)
      this.#put({ remove: ['*'] })
    }
    this.#trial = undefined
  }

  /** @return whether the request was wrong by a change */
  takeBack(error) {
    if (!this.#trial) return false
    const { changes, before, search } = this.#trial
    this.#trial = undefined
    this.#confirmed = before
    this.#url.search = search
    this.#waiting.unshift(...changes)
    this.#refuse(changes, error)
    return true
  }

  async send() {
    if (this.#isSending) return
    this.#isSending = true
    for (let ask; this.isWaiting && (ask = this.#on.asker());) await this.#ask(ask)
    this.#isSending = false
  }

  async #ask(ask) {
    const changes = this.#isOneByOne ? this.#waiting.slice(0, 1) : [...this.#waiting]
    const before = changes[0].before ??= this.#confirmed
    const wanted = this.#after(changes)
    const step = this.#step(wanted)
    if (!step) {
      this.#done(changes)
      return
    }
    const late = new Promise(resolve => setTimeout(resolve, FIRST_EVENT, {}))
    const { status, data, message, wait } = await Promise.race([ask(step), late])
    if (this.#on.asker() !== ask) return
    const error = Object.assign(new Error(message), { status, fatal: false })
    if (status === 200) {
      this.#isLost = false
      this.#keep(this.#after([step]))
      this.rename(data.aliases)
      this.#on.tell('changed', data)
    } else if (BUSY.includes(status)) {
      await new Promise(resolve => setTimeout(resolve, Math.max(1_000, wait || 0)))
    } else if (status === 413 && this.#room > MAX_NAMES / 10) this.#room /= 2
    else if ([400, 403, 413].includes(status)) this.#refuse(changes, error)
    else if (status === 404 && !this.#isLost) {
      this.#isLost = true
      this.#on.restart(error)
    } else {
      // It cannot be changed, but it can be opened anew.
      this.#trial = { changes, before, search: this.#url.search }
      this.#keep(wanted)
      this.#remove(changes)
      this.#on.restart(OUTDATED)
    }
  }

  // Of several the wrong one is found by asking for each.
  #refuse(changes, error) {
    this.#isOneByOne = true
    if (changes.length > 1) return
    const [{ before, reject }] = changes
    this.#remove(changes)
    // A part of it may have been done.
    const undo = this.#step(before, Infinity)
    if (undo) this.#put(undo)
    reject(error)
    this.#on.tell('error', error)
  }

  #done(changes) {
    this.#remove(changes)
    changes.forEach(({ resolve }) => resolve())
  }

  #remove(changes) {
    this.#waiting = this.#waiting.filter(change => !changes.includes(change))
    this.#isOneByOne &&= this.isWaiting
    this.#wanted.clear()
  }

  #put(change) {
    this.#waiting.unshift({ ...change, resolve() {}, reject() {} })
  }

  #resolve(name) {
    return this.#aliases[name] ?? name
  }

  #after(changes) {
    return changes.reduce(({ symbols, interval }, { add = [], remove = [], interval: other = interval }) => {
      const gone = new Set(remove.map(name => this.#resolve(name)))
      const kept = gone.has('*') ? [] : [...symbols].filter(name => !gone.has(this.#resolve(name)))
      const all = [...kept, ...add]
      return { symbols: new Set(all.includes('*') ? '*' : all), interval: other }
    }, this.#confirmed)
  }

  // The next request on the way there, if any.
  #step(to, room = this.#room) {
    const from = this.#confirmed
    const without = (one, other) => [...one].filter(name => !other.has(name) && (room -= name.length + 3) > 0)
    const remove = without(from.symbols, to.symbols)
    const add = without(to.symbols, from.symbols)
    const step = {
      ...remove.length && { remove }, ...add.length && { add },
      ...to.interval !== null && `${to.interval}` !== `${from.interval}` && { interval: +to.interval },
    }
    return Object.keys(step).length ? step : undefined
  }

  #keep(state) {
    const { searchParams } = this.#url
    // A URL names at least one.
    const symbols = [...state.symbols.size ? state.symbols : [...this.#confirmed.symbols].slice(0, 1)]
    if (symbols.includes('*')) searchParams.delete('symbols')
    else if (symbols.length) searchParams.set('symbols', symbols)
    if (state.interval !== null) searchParams.set('interval', state.interval)
    this.#confirmed = state
  }
}

const names = list => [...new Set(`${list}`.toUpperCase().replaceAll(' ', '').split(',').filter(Boolean))]

function asked({ searchParams }) {
  const symbols = searchParams.has('symbols') ? names(searchParams.getAll('symbols')) : ['*']
  return { symbols: new Set(symbols.includes('*') ? '*' : symbols), interval: searchParams.get('interval') }
}

function covers(list, symbol) {
  return [...list].some(name => name === symbol || name.endsWith('*') && symbol.startsWith(name.slice(0, -1)))
}

const silent = (message, isHeld = true) => Object.assign(new Error(message), { isHeld })

// The data as they came, for their digits.
function readLine(line) {
  const at = line.indexOf('"data":')
  return { ...JSON.parse(at < 0 ? line : line.slice(0, at) + '"data":0}'), data: line.slice(at + 7, -1) }
}

// What a listener throws harms no other.
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
