export { realtimePriceMixin, useRealtimePrice } from './realtime-price.js'
