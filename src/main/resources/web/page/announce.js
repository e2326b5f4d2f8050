// What has fired is heard, and is shown by the system: once, however many tabs of this page are open.
import { shallowReactive } from '../vendor/vue.js'
import { conditionWords, pairWords, priceWords } from './alert-words.js'
import { settings } from './settings.js'
import { canSound, chime } from './sound.js'

/** In ms: a tab that hears of it later is silent. */
const HELD = 60_000

export const notifying = shallowReactive({ permission: globalThis.Notification?.permission ?? 'unsupported' })

/** Browsers ask their user only when called by what the user does. */
export async function askToNotify() {
  if (notifying.permission !== 'default') return
  notifying.permission = await Notification.requestPermission()
}

/** @param onGo called with the symbol when the user chooses its notification */
export function announce(firing, onGo) {
  if (notifying.permission === 'granted') once('notification ' + firing.key, () => notify(firing, onGo))
  if (settings.alertSound && canSound()) once('sound ' + firing.key, chime)
}

/** In the first tab that holds the lock. Where a page has no locks, as without TLS, each tab is by itself. */
function once(name, action) {
  if (!navigator.locks) {
    action()
    return
  }
  navigator.locks.request('tickcast alert ' + name, { ifAvailable: true }, lock => {
    if (!lock) return null
    action()
    return new Promise(release => setTimeout(release, HELD))
  })
}

function notify(firing, onGo) {
  const { key, symbol, when, note } = firing
  try {
    const title = `${pairWords(symbol)} ${conditionWords(when)}`
    const body = [priceWords(firing), note].filter(Boolean).join('\n')
    const shown = new Notification(title, { body, tag: key, icon: '/page/icon.svg' })
    shown.onclick = () => {
      focus()
      onGo(symbol)
      shown.close()
    }
  } catch {
    // Browsers of phones let only service workers show them.
  }
}
