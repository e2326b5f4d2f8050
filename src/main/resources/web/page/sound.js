// A short tone when a price moves far enough: higher for up, lower for down. Two when an alert fires.
import { alerts } from './alerts.js'
import { settings } from './settings.js'

const WITHIN = 60_000
const BETWEEN = 400
const TONES = { up: 880, down: 440 }
const CHIME = [660, 990]

let audio
let lastTone = 0
// By symbol: the price from which its move is measured, and since when.
const from = new Map()

// A browser lets a page sound only after its user did something.
function wake() {
  const isWanted = settings.sound || settings.alertSound && alerts.rules.length > 0
  if (!isWanted || !globalThis.AudioContext) return
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

/** Whether this page may sound now. */
export function canSound() {
  wake()
  return audio?.state === 'running'
}

export function tone(direction) {
  if (!canSound() || performance.now() - lastTone < BETWEEN) return
  lastTone = performance.now()
  play(TONES[direction], audio.currentTime)
}

/** An alert has fired. */
export function chime() {
  if (canSound()) CHIME.forEach((frequency, i) => play(frequency, audio.currentTime + i * 0.2))
}

function play(frequency, start) {
  const oscillator = new OscillatorNode(audio, { type: 'sine', frequency })
  const gain = new GainNode(audio, { gain: 0 })
  gain.gain.linearRampToValueAtTime(0.12, start + 0.01)
  gain.gain.exponentialRampToValueAtTime(0.001, start + 0.18)
  oscillator.connect(gain).connect(audio.destination)
  oscillator.start(start)
  oscillator.stop(start + 0.2)
}

/** Begins all measurements anew, as when sound is turned on. */
export function forget() {
  from.clear()
}
