// Collects what has changed, and paints it at most once per frame of the screen.

const FLASH_MS = 500
const MOST_FLASHES = 32

export class Painter {
  #paint
  #changed = new Set()
  #frame = 0
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

  soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0
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
    this.#timer ||= setTimeout(() => this.#next(), FLASH_MS)
  }

  #next() {
    this.#timer = 0
    this.#endFlashes()
  }

  #endFlashes() {
    const now = performance.now()
    for (const [row, end] of this.#flashes) {
      if (end > now) {
        // Those that began within one frame or two end together.
        this.#timer ||= setTimeout(() => this.#next(), end - now + 30)
        return
      }
      row.flash('')
      this.#flashes.delete(row)
    }
  }
}
