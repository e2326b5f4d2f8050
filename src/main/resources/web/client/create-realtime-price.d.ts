export { createRealtimePrice } from './realtime-price.js'
