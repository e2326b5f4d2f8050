// Live prices as state of the Vue that this server brings along. How to use it: realtime-price.d.ts beside this file.
import * as Vue from '../vendor/vue.js'
import { createRealtimePrice } from './create-realtime-price.js'

export { createRealtimePrice }
export const { useRealtimePrice, realtimePriceMixin } = createRealtimePrice(Vue)
