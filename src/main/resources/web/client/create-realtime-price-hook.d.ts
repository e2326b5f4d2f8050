import type { ConnectionError, ConnectionStatus } from './sse.js'
import type { RealtimeOptions, RealtimePrice } from './realtime-price.js'

/** The members of {@link RealtimePrice} but for those that a mixin overrides. */
export type RealtimePriceState = Omit<RealtimePrice<boolean, ConnectionStatus, ConnectionError | null, string>,
  'handlePriceUpdate' | 'handleCandleUpdate'>

/**
 * Connects when the component is mounted, and disconnects when it is unmounted. The component is rendered again after
 * each message that brought something.
 *
 * Other `symbols`, or another `interval`, change the open stream. Other options open another one. `sseError` is the error
 * after which the service stopped trying, or that of a change which the server refused. Names of a refused change are
 * asked for again with the next change of `symbols`.
 */
export type UseRealtimePrice = (options?: RealtimeOptions) => RealtimePriceState

/** @param react what the package `react` exports, from version 18 on */
export function createRealtimePriceHook(react: object): UseRealtimePrice
