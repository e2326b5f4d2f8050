// Keeps what is shown of the connection to what the connection says of itself.
import { link } from './view.js'

const BLINK = 1500

/**
 * @param onBreak called when prices may be missing from now on
 * @param signal  ends it
 * @return to be called once a second: counts the seconds to the next attempt
 */
export function follow(service, onBreak, signal) {
  let lostTimer = 0
  const on = (type, action) => service.addEventListener(type, action, { signal })
  signal.addEventListener('abort', () => clearTimeout(lostTimer))
  const count = () => {
    const { retryAt } = service.getConnectionStatus()
    link.seconds = retryAt ? Math.max(0, Math.ceil((retryAt - Date.now()) / 1000)) : 0
  }
  on('state', ({ detail }) => {
    if (link.state === 'live' && detail.state !== 'live') onBreak()
    link.state = detail.state
    count()
    const lost = detail.state === 'reconnecting' || detail.state === 'offline'
    if (!lost) link.isLost = false
    if (!lost || !lostTimer) {
      clearTimeout(lostTimer)
      lostTimer = lost && setTimeout(() => { link.isLost = true }, BLINK)
    }
  })
  on('connected', ({ detail }) => {
    link.greeted = true
    link.refused = ''
    link.node = detail.node ?? ''
    link.demo = detail.demo === true
    link.feedDown = false
    link.heardAt = 0
  })
  on('feed', ({ detail }) => {
    link.feedDown = detail.state === 'down'
    link.heardAt = detail.age_ms === undefined ? 0 : Date.now() - detail.age_ms
  })
  return count
}
