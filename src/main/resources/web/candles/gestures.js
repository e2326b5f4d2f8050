// Wheel, drag, pinch and keys, as what they do to a chart.

/** In pixels. */
const STILL = 4
const LINE = 16
/** In ms. */
const PRESS = 350
/** A wheel that scrolled the page a moment ago goes on doing so. */
const SAME_SCROLL = 250
const KEY_STEP = 60
const KEY_ZOOM = 1.25
const WHEEL_ZOOM = 0.0022
const MOST_WHEEL = 120

/**
 * @param host   the element that is touched
 * @param chart  {pan(pixels), zoom(factor, x), point(x, y), leave(), step(candles), oldest(), newest()}
 * @param signal ends it
 */
export function gestures(host, chart, signal) {
  wheel(host, chart, signal)
  pointers(host, chart, signal)
  host.addEventListener('keydown', event => {
    if (event.ctrlKey || event.altKey || event.metaKey || !key(event, chart, host)) return
    event.preventDefault()
    event.stopPropagation()
  }, { signal })
  host.addEventListener('blur', () => chart.leave(), { signal })
  host.addEventListener('dblclick', event => { if (!event.target.closest('button')) chart.newest() }, { signal })
}

function wheel(host, chart, signal) {
  let scrolledAt = -Infinity
  addEventListener('wheel', event => {
    if (!host.contains(event.target)) scrolledAt = event.timeStamp
  }, { passive: true, capture: true, signal })
  host.addEventListener('wheel', event => {
    if (event.timeStamp - scrolledAt < SAME_SCROLL) {
      scrolledAt = event.timeStamp
      return
    }
    event.preventDefault()
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1
    const [x, y] = [event.deltaX * unit, event.deltaY * unit]
    if (Math.abs(x) > Math.abs(y)) chart.pan(-x)
    else if (event.shiftKey) chart.pan(-y)
    else {
      const turned = Math.max(-MOST_WHEEL, Math.min(MOST_WHEEL, y * (event.ctrlKey ? 4 : 1)))
      chart.zoom(Math.exp(-turned * WHEEL_ZOOM), event.offsetX)
    }
  }, { passive: false, signal })
}

function pointers(host, chart, signal) {
  const down = new Map()
  let moved = false
  let points = false
  let press = 0
  const on = (type, action, options) => host.addEventListener(type, action, { ...options, signal })
  const place = event => {
    const box = host.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const end = event => {
    clearTimeout(press)
    if (!down.delete(event.pointerId) || down.size) return
    host.classList.remove('grabbed')
    if (event.type !== 'pointerup' || event.pointerType === 'mouse' || moved || points) return
    const { x, y } = place(event)
    chart.point(x, y)
  }
  on('pointerdown', event => {
    if (event.button || down.size === 2 || event.target.closest('button')) return
    down.set(event.pointerId, place(event))
    host.setPointerCapture(event.pointerId)
    if (down.size === 2) clearTimeout(press)
    if (down.size > 1) return
    moved = points = false
    if (event.pointerType === 'mouse') return
    const { x, y } = place(event)
    press = setTimeout(() => {
      points = true
      chart.point(x, y)
    }, PRESS)
  })
  on('pointermove', event => {
    const at = place(event)
    const from = down.get(event.pointerId)
    if (!from) {
      if (event.pointerType === 'mouse') chart.point(at.x, at.y)
      return
    }
    if (!moved && down.size === 1 && Math.hypot(at.x - from.x, at.y - from.y) < STILL) return
    clearTimeout(press)
    moved = true
    if (points) chart.point(at.x, at.y)
    else if (down.size === 1) {
      host.classList.add('grabbed')
      chart.pan(at.x - from.x)
      if (event.pointerType === 'mouse') chart.point(at.x, at.y)
      else chart.leave()
    } else pinch(event.pointerId, from, at)
    down.set(event.pointerId, at)
  })
  const pinch = (id, from, at) => {
    const [other] = [...down].filter(([each]) => each !== id).map(([, place]) => place)
    const before = Math.abs(from.x - other.x)
    const after = Math.abs(at.x - other.x)
    chart.leave()
    chart.pan((at.x - from.x) / 2)
    if (before > STILL && after > STILL) chart.zoom(after / before, (at.x + other.x) / 2)
  }
  on('pointerup', end)
  on('pointercancel', end)
  on('pointerleave', event => { if (event.pointerType === 'mouse' && !down.size) chart.leave() })
  // Or the page would scroll away under the finger that points.
  on('touchmove', event => { if (points) event.preventDefault() }, { passive: false })
}

function key({ key, shiftKey }, chart, host) {
  const action = {
    ArrowLeft: () => shiftKey ? chart.step(-1) : chart.pan(KEY_STEP),
    ArrowRight: () => shiftKey ? chart.step(1) : chart.pan(-KEY_STEP),
    PageUp: () => chart.pan(host.clientWidth * 0.8),
    PageDown: () => chart.pan(-host.clientWidth * 0.8),
    '+': () => chart.zoom(KEY_ZOOM),
    '=': () => chart.zoom(KEY_ZOOM),
    '-': () => chart.zoom(1 / KEY_ZOOM),
    _: () => chart.zoom(1 / KEY_ZOOM),
    Home: () => chart.oldest(),
    End: () => chart.newest(),
  }[key]
  action?.()
  return Boolean(action)
}
