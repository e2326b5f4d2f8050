// A short tone when a price moves far enough: higher for up, lower for down.
import { settings } from './settings.js'

const WITHIN = 60_000
const BETWEEN = 400
const TONES = { up: 880, down: 440 }

let audio
let lastTone = 0
// By symbol: the price from which its move is measured, and since when.
const from = new Map()

// A browser lets a page sound only after its user did something.
function wake() {
  if (!settings.sound || !globalThis.AudioContext) return
  audio ??= new AudioContext()
  if (audio.state === 'suspended') audio.resume()
}
addEventListener('pointerdown', wake)
addEventListener('keydown', wake)

/** Sounds when the price has moved by the threshold within a minute, or since the last tone for it. */
export function listen({ symbol, price, test }, now) {
  if (!settings.sound || test) return
  const start = from.get(symbol)
  const moved = start && now - start.at <= WITHIN ? (price / start.price - 1) * 100 : NaN
  const loud = Math.abs(moved) >= settings.threshold
  if (loud || Number.isNaN(moved)) from.set(symbol, { price, at: now })
  if (loud) tone(moved > 0 ? 'up' : 'down')
}

export function tone(direction) {
  wake()
  if (!audio || audio.state !== 'running' || performance.now() - lastTone < BETWEEN) return
  lastTone = performance.now()
  const start = audio.currentTime
  const oscillator = new OscillatorNode(audio, { type: 'sine', frequency: TONES[direction] })
  const gain = new GainNode(audio, { gain: 0 })
  gain.gain.linearRampToValueAtTime(0.12, start + 0.01)
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.18)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(start)
  oscillator.stop(start + 0.2)
}

/** What is measured begins anew, as when it is turned on. */
export function forget() {
  from.clear()
}
