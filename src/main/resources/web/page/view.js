// What the frame of the page shows. The rows are not in here: they change too often.
import { reactive, shallowReactive } from '../vendor/vue.js'

export const view = shallowReactive({
  search: '',
  /** Number of coins: all, those with a price, and those that the search leaves. */
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
  /** The reason that the server wants no more attempts. */
  refused: '',
  feedDown: false,
  /** Time of the last message of the exchange, in ms; 0: not known. */
  heardAt: 0,
})
