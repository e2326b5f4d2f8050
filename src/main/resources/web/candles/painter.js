// Draws candles, volumes, axes and the cross on two canvases, in whole pixels of the screen.
import { tickLabel, timeTicks } from './time-axis.js'

const MOST_PIXELS = 8192
/** In em. */
const AXIS_HEIGHT = 2.2
const LEGEND = 2.6
const PAD = 0.7
const TIME_SPACE = 6.5
const PRICE_SPACE = 3.6
const TAG = 1.75
/** Of the height of the plot. */
const VOLUMES = 0.16
/** Of the distance between two candles. */
const BODY = 0.78
/** From this width on a candle with a part missing is hollow. */
const HOLLOW = 5
const VOLUME_INK = 0.4
const COLOURS = ['up', 'down', 'quiet', 'rule', 'text', 'card', 'amber', 'accent', 'raised']

export class Painter {
  #host
  #base
  #cross
  #ratio = 1
  #style = {}
  #axisWidth = 0
  #digit = 0

  constructor(host, base, cross) {
    this.#host = host
    this.#base = base.getContext('2d')
    this.#cross = cross.getContext('2d')
    this.restyle()
  }

  /** After another theme, other colours, or another size of text. */
  restyle() {
    const style = getComputedStyle(this.#host)
    const colours = COLOURS.map(name => [name, style.getPropertyValue('--' + name)])
    const em = Number.parseFloat(style.fontSize)
    this.#style = { ...Object.fromEntries(colours), em, family: style.fontFamily }
    this.#axisWidth = this.#digit = 0
  }

  /** @return the width of the plot without the axis of prices, in pixels of the page */
  fit() {
    const { clientWidth: width, clientHeight: height } = this.#host
    this.#ratio = Math.min(devicePixelRatio || 1, MOST_PIXELS / Math.max(1, width, height))
    for (const { canvas } of [this.#base, this.#cross]) {
      canvas.width = Math.round(width * this.#ratio)
      canvas.height = Math.round(height * this.#ratio)
    }
    this.#digit = 0
    return Math.max(1, width - this.#axisWidth)
  }

  /** Makes the axis of prices wide enough; while one series is shown it does not become narrower. */
  widen(characters) {
    const { em } = this.#style
    if (!this.#digit) {
      this.#write(this.#base)
      this.#digit = this.#base.measureText('0').width / this.#ratio
    }
    const width = Math.ceil(characters * this.#digit + 2 * PAD * em)
    if (width <= this.#axisWidth) return false
    this.#axisWidth = width
    return true
  }

  narrow() {
    this.#axisWidth = 0
  }

  /** The places of all parts, in pixels of the page. */
  get layout() {
    const { em } = this.#style
    const bottom = this.#host.clientHeight - AXIS_HEIGHT * em
    const volumes = bottom - VOLUMES * (bottom - LEGEND * em)
    return { right: this.#host.clientWidth - this.#axisWidth, bottom, volumes, top: LEGEND * em }
  }

  #write(pen, weight = 400) {
    const { em, family } = this.#style
    pen.font = `${weight} ${em * this.#ratio}px ${family}`
    pen.textBaseline = 'middle'
  }

  /** @param scene {view, scale, rows, missing, step, decimals, last, language, calendar} */
  draw(scene) {
    const pen = this.#base
    pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height)
    const layout = this.layout
    const times = timeTicks(scene.view.begin, scene.view.end,
      TIME_SPACE * this.#style.em * scene.step / scene.view.spacing, scene.calendar)
    const prices = scene.rows.length
      ? scene.scale.ticks(layout.top, layout.volumes, PRICE_SPACE * this.#style.em, scene.decimals) : []
    this.#grid(scene, layout, times, prices)
    pen.save()
    pen.beginPath()
    pen.rect(0, 0, this.#device(layout.right), pen.canvas.height)
    pen.clip()
    this.#volumes(scene, layout)
    this.#candles(scene, layout)
    pen.restore()
    this.#labels(scene, layout, times, prices)
    if (scene.last) this.#lastPrice(scene, layout)
  }

  #device(pixels) {
    return Math.round(pixels * this.#ratio)
  }

  #grid({ view, scale }, { right, bottom }, times, prices) {
    const pen = this.#base
    const line = Math.max(1, Math.floor(this.#ratio))
    pen.fillStyle = this.#style.rule
    pen.globalAlpha = 0.7
    for (const { time } of times) {
      if (view.x(time) < right) pen.fillRect(this.#device(view.x(time)), 0, line, this.#device(bottom))
    }
    for (const price of prices) pen.fillRect(0, this.#device(scale.y(price)), this.#device(right), line)
    pen.globalAlpha = 1
    pen.fillRect(0, this.#device(bottom), pen.canvas.width, line)
    pen.fillRect(this.#device(right), 0, line, this.#device(bottom))
  }

  /** The width of a wick and of a body: both odd or both even, so that one is in the middle of the other. */
  #widths(view) {
    const wick = Math.max(1, Math.floor(this.#ratio))
    const body = Math.max(wick, Math.floor(view.spacing * this.#ratio * BODY))
    return [wick, body - (body - wick) % 2]
  }

  #volumes({ view, rows }, { bottom, volumes }) {
    const pen = this.#base
    const [wick, body] = this.#widths(view)
    const most = rows.reduce((most, { volume }) => volume > most ? volume : most, 0)
    if (!most) return
    const base = this.#device(bottom)
    const height = base - this.#device(volumes)
    pen.globalAlpha = VOLUME_INK
    for (const rises of [true, false]) {
      pen.fillStyle = rises ? this.#style.up : this.#style.down
      for (const { time, open, close, volume } of rows) {
        if (close >= open !== rises || !(volume > 0)) continue
        const high = Math.max(1, Math.round(volume / most * height))
        pen.fillRect(this.#device(view.x(time)) - (body - wick) / 2, base - high, body, high)
      }
    }
    pen.globalAlpha = 1
  }

  #candles({ view, scale, rows, missing }, { bottom }) {
    const pen = this.#base
    const [wick, body] = this.#widths(view)
    const y = price => Math.round(scale.y(price) * this.#ratio)
    const hollow = body >= HOLLOW * wick
    for (const rises of [true, false]) {
      pen.fillStyle = rises ? this.#style.up : this.#style.down
      for (const { time, open, high, low, close, complete } of rows) {
        if (close >= open !== rises) continue
        const x = this.#device(view.x(time))
        const top = y(Math.max(open, close))
        const end = Math.max(top + wick, y(Math.min(open, close)))
        const left = x - (body - wick) / 2
        if (complete || !hollow || end - top < 3 * wick) {
          pen.fillRect(x, y(high), wick, Math.max(wick, y(low) - y(high)))
          if (body > wick) pen.fillRect(left, top, body, end - top)
        } else {
          pen.fillRect(x, y(high), wick, top - y(high))
          pen.fillRect(x, end, wick, Math.max(0, y(low) - end))
          pen.fillRect(left, top, body, wick)
          pen.fillRect(left, end - wick, body, wick)
          pen.fillRect(left, top, wick, end - top)
          pen.fillRect(left + body - wick, top, wick, end - top)
        }
      }
    }
    pen.fillStyle = this.#style.amber
    const mark = 2 * wick
    for (const time of [...rows.filter(({ complete }) => !complete).map(({ time }) => time), ...missing]) {
      pen.fillRect(this.#device(view.x(time)) - (body - wick) / 2, this.#device(bottom) - mark, body, mark)
    }
  }

  #labels({ view, scale, decimals, language, calendar }, { right, bottom, top }, times, prices) {
    const pen = this.#base
    const { em } = this.#style
    const middle = this.#device(bottom + AXIS_HEIGHT / 2 * em)
    pen.textAlign = 'center'
    for (const tick of times) {
      const x = view.x(tick.time)
      if (x < em || x > right - em) continue
      this.#write(pen, tick.unit === 'time' ? 400 : 600)
      pen.fillStyle = tick.unit === 'time' ? this.#style.quiet : this.#style.text
      pen.fillText(tickLabel(tick, language, calendar), this.#device(x), middle)
    }
    this.#write(pen)
    pen.fillStyle = this.#style.quiet
    pen.textAlign = 'left'
    for (const price of prices) {
      if (scale.y(price) < top - em) continue
      pen.fillText(price.toFixed(decimals), this.#device(right + PAD * em), this.#device(scale.y(price)))
    }
  }

  #lastPrice({ scale, last: { price, text, rises } }, { right, top, volumes }) {
    const y = scale.y(price)
    if (y < top - TAG || y > volumes + TAG) return
    const pen = this.#base
    const colour = rises ? this.#style.up : this.#style.down
    this.#dashes(pen, colour, 0, y, right, y)
    this.#priceTag(pen, text, y, colour, this.#style.card)
  }

  #dashes(pen, colour, ...line) {
    const thin = Math.max(1, Math.floor(this.#ratio))
    const [x, y, toX, toY] = line.map(at => this.#device(at) + thin / 2)
    pen.strokeStyle = colour
    pen.lineWidth = thin
    pen.setLineDash([3 * this.#ratio, 3 * this.#ratio])
    pen.beginPath()
    pen.moveTo(x, y)
    pen.lineTo(toX, toY)
    pen.stroke()
    pen.setLineDash([])
  }

  #priceTag(pen, text, y, background, colour) {
    const { em } = this.#style
    const { right } = this.layout
    pen.fillStyle = background
    pen.fillRect(this.#device(right), this.#device(y - TAG / 2 * em), pen.canvas.width, this.#device(TAG * em))
    this.#write(pen, 600)
    pen.fillStyle = colour
    pen.textAlign = 'left'
    pen.fillText(text, this.#device(right + PAD * em), this.#device(y))
  }

  /** @param cross {x, y, time, price} where the pointer is, with both texts; nothing takes it away */
  point(cross) {
    const pen = this.#cross
    pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height)
    if (!cross) return
    const { em, quiet, text, card } = this.#style
    const { right, bottom, volumes } = this.layout
    this.#dashes(pen, quiet, cross.x, 0, cross.x, bottom)
    if (cross.y < bottom) this.#dashes(pen, quiet, 0, cross.y, right, cross.y)
    if (cross.y <= volumes) this.#priceTag(pen, cross.price, cross.y, text, card)
    this.#write(pen, 600)
    const half = pen.measureText(cross.time).width / this.#ratio / 2 + PAD * em
    const x = Math.max(half, Math.min(this.#host.clientWidth - half, cross.x))
    pen.fillStyle = text
    pen.fillRect(this.#device(x - half), this.#device(bottom), this.#device(2 * half), pen.canvas.height)
    pen.fillStyle = card
    pen.textAlign = 'center'
    pen.fillText(cross.time, this.#device(x), this.#device(bottom + AXIS_HEIGHT / 2 * em))
  }
}
