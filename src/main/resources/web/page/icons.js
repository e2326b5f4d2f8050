// Small drawings, as Vue nodes.
import { h } from '../vendor/vue.js'

const icon = (...paths) => () => h('svg', { class: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
  paths.map(d => h('path', { d })))

export const brandIcon = icon('M2 14h4l3-8 5 13 3-8 1.5 3H22')
export const searchIcon = icon('M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z', 'M15.5 15.5L21 21')
export const settingsIcon = icon('M4 7h9', 'M17 7h3', 'M15 4.5v5', 'M4 17h3', 'M11 17h9', 'M9 14.5v5')
/** Of a bell, for those who draw without Vue. */
export const BELL = 'M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10.5 21h3'

export const bellIcon = icon(BELL)
export const closeIcon = icon('M6 6l12 12', 'M18 6L6 18')
