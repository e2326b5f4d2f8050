// All that the page shows of alerts but for the bells.
import { h, watch } from '../vendor/vue.js'
import { AlertForm } from './alert-form.js'
import { AlertList } from './alert-list.js'
import { AlertNotices } from './alert-notices.js'
import { alerts } from './alerts.js'
import { announce } from './announce.js'

export default {
  props: ['onGo'],
  setup({ onGo }) {
    const open = symbol => {
      alerts.isListOpen = false
      onGo(symbol)
    }
    watch(() => alerts.notices, (now, before = []) => {
      now.filter(each => !each.isMissed && !before.includes(each)).forEach(each => announce(each, open))
    }, { immediate: true })
    return () => [
      h(AlertNotices, { onGo: open }),
      alerts.isListOpen ? h(AlertList, { onClose: () => { alerts.isListOpen = false } }) : null,
      alerts.chosen ? h(AlertForm, { key: alerts.chosen.symbol, coin: alerts.chosen,
        onClose: () => { alerts.chosen = null } }) : null,
    ]
  },
}
