// From the exchange's clock to the frame that shows the price.

const SLICES = 6
const SLICE_MS = 10_000
const PER_DOUBLING = 8
const BUCKETS = 22 * PER_DOUBLING
/** Beyond this share of delays below zero, the two clocks are not one time. */
const MOST_NEGATIVE = 0.2

const bucket = millis => Math.min(BUCKETS - 1, Math.floor(Math.log2(1 + millis) * PER_DOUBLING))
const middle = index => 2 ** ((index + 0.5) / PER_DOUBLING) - 1

/** Percentiles of the last minute, off by 5 % at most, in memory that does not grow. */
export class Latency {
  #slices = Array.from({ length: SLICES }, () => ({ turn: -1, counts: new Uint32Array(BUCKETS), negative: 0 }))

  /** @param uncertainty by which the delay may be wrong; what is below zero by more than that shows two clocks */
  record(millis, uncertainty, now) {
    const slice = this.#slice(now)
    if (millis < -uncertainty) slice.negative++
    else slice.counts[bucket(Math.max(0, millis))]++
  }

  #slice(now) {
    const turn = Math.floor(now / SLICE_MS)
    const slice = this.#slices[turn % SLICES]
    if (slice.turn !== turn) {
      slice.turn = turn
      slice.counts.fill(0)
      slice.negative = 0
    }
    return slice
  }

  /** {p50, p99} in ms, or {why: 'none' | 'clocks'} when there is nothing true to say. */
  percentiles(now) {
    const oldest = Math.floor(now / SLICE_MS) - SLICES
    const slices = this.#slices.filter(slice => slice.turn > oldest)
    const counts = new Uint32Array(BUCKETS)
    let total = 0
    let negative = 0
    for (const slice of slices) {
      negative += slice.negative
      for (let i = 0; i < BUCKETS; i++) {
        counts[i] += slice.counts[i]
        total += slice.counts[i]
      }
    }
    if (negative > (total + negative) * MOST_NEGATIVE) return { why: 'clocks' }
    if (!total) return { why: 'none' }
    return { p50: at(counts, total * 0.5), p99: at(counts, total * 0.99) }
  }
}

function at(counts, rank) {
  let seen = 0
  for (let i = 0; i < BUCKETS; i++) {
    seen += counts[i]
    if (seen >= rank) return middle(i)
  }
  return middle(BUCKETS - 1)
}

/** Events per second over the last few. */
export class Rate {
  #counts = new Uint32Array(6)
  #second = 0

  count(now) {
    this.#move(now)
    this.#counts[this.#second % 6]++
  }

  /** Of the five seconds that are over. */
  perSecond(now) {
    this.#move(now)
    const all = this.#counts.reduce((sum, count) => sum + count, 0)
    return (all - this.#counts[this.#second % 6]) / 5
  }

  #move(now) {
    const second = Math.floor(now / 1000)
    for (let next = Math.max(this.#second + 1, second - 5); next <= second; next++) this.#counts[next % 6] = 0
    this.#second = second
  }
}
