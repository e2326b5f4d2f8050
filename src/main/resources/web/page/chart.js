// A coin's prices as they come, drawn by uPlot.
import uPlot from '../vendor/uplot.js'
import { clockTime, dayTime, hourTime } from './format.js'
import { language } from './settings.js'

const MOST_WIDTH = 4096
const MINUTE = 60
const HOUR = 3600
const DAY = 86_400
/** In seconds; a label has no more to say. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, ...[1, 2, 5, 10, 15, 30].map(n => n * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12].map(n => n * HOUR), DAY, 2 * DAY, 7 * DAY]
const LARGEST_STEP = 12

const timeLabel = step => step < MINUTE ? clockTime : step < DAY ? hourTime : dayTime

export class Chart {
  #host
  #coin
  #onPoint
  #series
  #plot
  #size = new ResizeObserver(() => this.#fit())

  /** @param onPoint told the time in ms and the price under the pointer, or nothing when there is none */
  constructor(host, coin, series, onPoint) {
    this.#host = host
    this.#coin = coin
    this.#series = series
    this.#onPoint = onPoint
    this.#make()
    this.#size.observe(host)
  }

  #make() {
    const style = getComputedStyle(this.#host)
    const colour = name => style.getPropertyValue(name)
    const em = Number.parseFloat(style.fontSize)
    const font = `${em}px ${style.fontFamily}`
    const grid = { stroke: colour('--rule'), width: 1 }
    const axis = { stroke: colour('--quiet'), font, grid, ticks: { show: false } }
    this.#plot = new uPlot({
      width: this.#width(),
      height: this.#host.clientHeight,
      padding: [em, 2.5 * em, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, fill: colour('--accent') } },
      scales: { y: { range: (plot, low, high) => this.#range(low, high) } },
      axes: [
        { ...axis, space: 7.5 * em, size: 2.4 * em, incrs: TIME_STEPS, values: (plot, times, i, space, step) =>
          times.map(time => timeLabel(step)(time * 1000, language.value)) },
        { ...axis, incrs: () => this.#steps(), size: () => (2 + 0.625 * this.#digits()) * em,
          values: (plot, prices) => prices.map(price => price.toFixed(this.#coin.decimals)) },
      ],
      series: [{}, { stroke: colour('--accent'), width: 1.75, fill: colour('--wash'), points: { show: false } }],
      hooks: { setCursor: [plot => this.#point(plot.cursor.idx)] },
    }, this.#data(), this.#host)
  }

  /** A price that stands still is a line in the middle. */
  #range(low, high) {
    if (low === null) return [0, 1]
    const margin = (high - low) * 0.1 || Math.max(10 ** -this.#coin.decimals, low * 1e-5)
    return [low - margin, high + margin]
  }

  /** Of the axis: none so fine that two labels would be the same. */
  #steps() {
    const finest = -this.#coin.decimals
    const steps = []
    for (let power = finest; power <= LARGEST_STEP; power++) {
      for (const digit of power === finest ? [1, 2, 5] : [1, 2, 2.5, 5]) steps.push(Number(`${digit}e${power}`))
    }
    return steps
  }

  #digits() {
    return String(Math.floor(this.#coin.price) || 0).length + this.#coin.decimals
  }

  #data() {
    const { times, prices } = this.#series
    return [Array.from(times, time => time / 1000), Array.from(prices, price => Number.isNaN(price) ? null : price)]
  }

  #point(index) {
    const [times, prices] = this.#plot?.data ?? [[], []]
    if (index == null || prices[index] == null) this.#onPoint()
    else this.#onPoint(times[index] * 1000, prices[index])
  }

  #width() {
    return Math.max(120, Math.min(MOST_WIDTH, this.#host.clientWidth))
  }

  #fit() {
    const size = { width: this.#width(), height: this.#host.clientHeight }
    if (this.#plot.width !== size.width || this.#plot.height !== size.height) this.#plot.setSize(size)
  }

  /** Draws what has come since. */
  refresh() {
    this.#plot.setData(this.#data())
  }

  show(series) {
    this.#series = series
    this.refresh()
  }

  /** Colours and language are given to uPlot once: it is made anew. */
  restyle() {
    this.#plot.destroy()
    this.#make()
  }

  destroy() {
    this.#size.disconnect()
    this.#plot.destroy()
  }
}
