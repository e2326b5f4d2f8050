// The heads of the columns: each sorts by its column.
import { h } from '../vendor/vue.js'
import { column, COLUMNS } from './columns.js'
import { hasDays } from './day-lines.js'
import { t } from './i18n.js'
import { settings } from './settings.js'

/** Names for screen readers where the label is short. */
const NAMES = { rank: 'rankName', change: 'changeName', spread: 'spreadName', volume: 'volumeName', spark: 'sparkName',
  day: 'dayName' }

function sort(key) {
  if (settings.sortBy === key) settings.descending = !settings.descending
  else Object.assign(settings, { sortBy: key, descending: !column(key).rises })
}

export function Heading() {
  const sorted = column(settings.sortBy).key
  return h('div', { role: 'rowgroup', class: 'heading' }, h('div', { role: 'row', class: 'row' }, [
    h('div', { role: 'columnheader', 'data-column': 'pin', 'aria-colindex': 1 },
      h('span', { class: 'unseen' }, t('col.pin'))),
    COLUMNS.map(({ key }, i) => {
      const order = key !== sorted ? 'none' : settings.descending ? 'descending' : 'ascending'
      const label = key === 'spark' && hasDays() ? 'day' : key
      const name = NAMES[label] && t(NAMES[label])
      return h('div', { role: 'columnheader', 'data-column': key, 'aria-sort': order, 'aria-colindex': i + 2 },
        h('button', { type: 'button', title: name, 'aria-label': name, onClick: () => sort(key) }, [
          h('span', t('col.' + label)),
          h('span', { class: 'order', 'aria-hidden': 'true' }, { ascending: '\u2191', descending: '\u2193' }[order]),
        ]))
    }),
  ]))
}
