// Live prices as state of the Vue of a project with a bundler. How to use it: vue.d.ts beside this file.
import * as Vue from 'vue'
import { createRealtimePrice } from './create-realtime-price.js'

export const { useRealtimePrice, realtimePriceMixin } = createRealtimePrice(Vue)
