// All that the page shows of alerts but for the bells.
import { h, watch } from '../vendor/vue.js'
import { AlertForm } from './alert-form.js'
import { AlertList } from './alert-list.js'
import { AlertNotices } from './alert-notices.js'
import { alerts } from './alerts.js'
import { announce } from './announce.js'

/** In ms: what seems to be missed may be on its way. */
const PATIENCE = 3_000

export default {
  props: ['onGo'],
  setup({ onGo }) {
    const open = symbol => {
      alerts.isListOpen = false
      onGo(symbol)
    }
    watch(() => alerts.notices, (now, before = []) => {
      for (const each of now.filter(notice => !before.includes(notice)).reverse()) {
        if (each.isMissed) setTimeout(() => { if (alerts.notices.includes(each)) announce(each, open) }, PATIENCE)
        else announce(each, open)
      }
    }, { immediate: true })
    return () => [
      h(AlertNotices, { onGo: open }),
      alerts.isListOpen ? h(AlertList, { onClose: () => { alerts.isListOpen = false } }) : null,
      alerts.chosen ? h(AlertForm, { key: alerts.chosen.symbol, coin: alerts.chosen,
        onClose: () => { alerts.chosen = null } }) : null,
    ]
  },
}
