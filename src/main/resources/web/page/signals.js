// What the verticle movers.js says, for as long as it runs: who moved is for it to judge then.

const STREAM = '/api/sse/signals?names=movers'
const FILE = 'movers.js'
const MOST = 5
/** In ms; it says so every second. */
const OLD = 5_000

export class MoverSignals {
  #wanted = false
  #source = null
  #said = null
  #at = -Infinity

  constructor() {
    // A browser has few connections for a site: pages that nobody sees leave theirs to others.
    document.addEventListener('visibilitychange', () => this.#connect())
  }

  /** @param verticles of the status */
  follow(verticles) {
    this.#wanted = (verticles ?? []).some(({ file, state }) => file === FILE && state === 'running')
    this.#connect()
  }

  #connect() {
    const open = this.#wanted && !document.hidden
    if (open === Boolean(this.#source)) return
    if (open) {
      this.#source = new EventSource(STREAM)
      this.#source.addEventListener('movers', ({ data }) => this.#take(JSON.parse(data)))
    } else {
      this.#source.close()
      this.#source = null
    }
  }

  #take(said) {
    this.#said = { gainers: rows(said?.gainers), losers: rows(said?.losers) }
    this.#at = performance.now()
  }

  /** {gainers, losers} of {symbol, change}; null when nothing was said lately. */
  get lists() {
    return performance.now() - this.#at < OLD ? this.#said : null
  }
}

/** Anybody may write a file of that name: what is no mover is left out. */
function rows(list) {
  return (Array.isArray(list) ? list : [])
    .filter(row => typeof row?.symbol === 'string' && /^[+-]?\d+(\.\d+)?$/.test(row.change_24h))
    .slice(0, MOST)
    .map(({ symbol, change_24h }) => ({ symbol, change: change_24h }))
}
