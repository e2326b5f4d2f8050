import type { UseRealtimePrice } from './create-realtime-price-hook.js'

export type { RealtimePriceState, UseRealtimePrice } from './create-realtime-price-hook.js'

export const useRealtimePrice: UseRealtimePrice
