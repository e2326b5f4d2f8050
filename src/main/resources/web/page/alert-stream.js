// Alerts on the page's own stream, as long as the server gives them to this reader.
import { alerts, fire, load, MAY_HAVE_ALERTS } from './alerts.js'

/** A stream that is refused with one of these may be allowed without alerts. */
const REFUSALS = [400, 401, 403, 404]
/** A server that allows alerts and refuses their stream is not asked for ever. */
const MOST_RETURNS = 3
/** In ms: what is older is asked for again when somebody looks. */
const FRESH = 10_000

export class AlertStream {
  #isAsked = MAY_HAVE_ALERTS
  #returns = 0
  #loadedAt = -Infinity
  #onFiring
  #onChange

  /**
   * @param onFiring told what has fired
   * @param onChange told when the stream is to be opened anew, with another query
   */
  constructor({ onFiring, onChange }) {
    this.#onFiring = onFiring
    this.#onChange = onChange
    if (!MAY_HAVE_ALERTS) return
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden && performance.now() - this.#loadedAt > FRESH) this.#load()
    })
  }

  /** Parameters of a stream that has alerts. */
  get query() {
    return this.#isAsked ? { alerts: 1 } : {}
  }

  /** @param signal ends it */
  follow(service, signal) {
    if (!MAY_HAVE_ALERTS) return
    const on = (type, action) => service.addEventListener(type, ({ detail }) => action(detail), { signal })
    on('connected', () => this.#load())
    on('alert', detail => {
      const firing = fire(detail)
      if (firing) this.#onFiring(firing)
    })
    // Prices must not wait for alerts.
    on('error', ({ status }) => {
      if (!this.#isAsked || !REFUSALS.includes(status)) return
      this.#isAsked = false
      this.#onChange()
    })
  }

  async #load() {
    this.#loadedAt = performance.now()
    await load()
    if (this.#isAsked || alerts.state !== 'ready' || this.#returns === MOST_RETURNS) return
    this.#returns++
    this.#isAsked = true
    this.#onChange()
  }
}
