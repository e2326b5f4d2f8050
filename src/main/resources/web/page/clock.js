// How far the node's clock is from this browser's.

const KEPT = 8
const GOOD_FOR = 5 * 60_000
/** Of what is less sure than this, nothing is said. */
const WORST = 500

/** Goes on evenly when the computer's clock is set anew. In ms since the epoch. */
export const monotonic = () => performance.timeOrigin + performance.now()

/** As NTP does it: the node's time is taken to be of the middle of the round trip, and the shortest one is believed. */
export class Clock {
  #samples = []

  /** Asks the node for its time; true when it answered. */
  async ask(url) {
    const sent = monotonic()
    const response = await fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
    // The body is a few KB more: what matters has arrived with the head.
    const received = monotonic()
    const { data } = await response.json()
    if (Number.isFinite(data?.time)) this.sample(sent, received, data.time)
    return data
  }

  sample(sent, received, time) {
    this.#samples.push({ at: received, offset: time - (sent + received) / 2, uncertainty: (received - sent) / 2 })
    this.#samples = this.#samples.slice(-KEPT)
  }

  /** To be added to our time to have the node's, and how wrong that may be, both in ms; null when it is not known. */
  get offset() {
    const fresh = this.#samples.filter(({ at, uncertainty }) => uncertainty < WORST && monotonic() - at < GOOD_FOR)
    if (!fresh.length) return null
    return fresh.reduce((best, sample) => sample.uncertainty < best.uncertainty ? sample : best)
  }
}
