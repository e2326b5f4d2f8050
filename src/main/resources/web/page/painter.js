// Collects what has changed, and paints it in a frame of the screen, ten times a second at most.

/** A frame costs the browser the same whether one price is new or all are, and nobody reads digits faster. */
const BETWEEN_PAINTS_MS = 100
const FLASH_MS = 500
const MOST_FLASHES = 32

export class Painter {
  #paint
  #changed = new Set()
  #asked = false
  #paintedAt = -Infinity
  // Rows whose price cell flashes, and until when; the first ends first.
  #flashes = new Map()
  #timer = 0

  /** @param paint called in a frame with the set of coins that have changed */
  constructor(paint) {
    this.#paint = paint
  }

  touch(coin) {
    this.#changed.add(coin)
    this.soon()
  }

  /** In the next frame, unless the last one was just now. */
  soon() {
    if (this.#asked) return
    this.#asked = true
    const wait = this.#paintedAt + BETWEEN_PAINTS_MS - performance.now()
    if (wait > 0) setTimeout(() => this.#frame(), wait)
    else this.#frame()
  }

  #frame() {
    requestAnimationFrame(() => {
      this.#asked = false
      this.#paintedAt = performance.now()
      const changed = this.#changed
      this.#changed = new Set()
      this.#endFlashes()
      this.#paint(changed)
    })
  }

  /**
   * Marks the row for half a second. One that is marked keeps its mark: more than two flashes a second would be no
   * news, and could harm. Beyond so many at once there are no more, whatever the market does.
   */
  flash(row, direction) {
    if (this.#flashes.has(row) || this.#flashes.size >= MOST_FLASHES) return
    this.#flashes.set(row, performance.now() + FLASH_MS)
    row.flash(direction)
    this.#endLater(FLASH_MS)
  }

  #endLater(millis) {
    this.#timer ||= setTimeout(() => {
      this.#timer = 0
      this.soon()
    }, millis)
  }

  #endFlashes() {
    const now = performance.now()
    for (const [row, end] of this.#flashes) {
      if (end > now) {
        this.#endLater(end - now)
        return
      }
      row.flash('')
      this.#flashes.delete(row)
    }
  }
}
