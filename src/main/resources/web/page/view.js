// What the frame of the page shows. The rows are not in here: they change too often.
import { reactive, shallowReactive } from '../vendor/vue.js'

export const view = shallowReactive({
  search: '',
  /** How many coins there are, have a price, and are left by the search. */
  total: 0,
  priced: 0,
  shown: 0,
  gainers: [],
  losers: [],
  /** {p50, p99, uncertainty} in ms, or {why}. */
  latency: { why: 'none' },
  rate: 0,
})

export const link = reactive({
  state: 'connecting',
  /** Until the next attempt. */
  seconds: 0,
  /** Not for as long as a blink. */
  isLost: false,
  greeted: false,
  /** In the first HTML already: a banner that comes later would push all else down. */
  demo: document.documentElement.dataset.demo === 'true',
  node: '',
  /** Why the server wants no more attempts. */
  refused: '',
  feedDown: false,
  /** When the exchange was last heard, in ms; 0: not known. */
  heardAt: 0,
})
