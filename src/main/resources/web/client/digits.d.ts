import type { Price, SSEPriceService } from './sse.js'

/** A price as {@link PriceDigits} needs it. */
export type PriceText = Pick<Price, 'symbol' | 'exchange' | 'text'>

/**
 * Digits of prices by the exchange's smallest step of prices (tick size): 3301.85, where the exchange sends
 * 3301.85000000. They come from the server's list of symbols, `/api/symbols`, which is read at the first connection,
 * once an hour, and sooner while it lacks a symbol whose price came.
 *
 * Dispatches `change` each time the list was read. Prices that are shown already can then be written again.
 */
export class PriceDigits extends EventTarget {
  /**
   * @param service the stream whose prices will be shown
   * @param options `url`: the URL of the stream, where the service has that option
   */
  constructor(service?: SSEPriceService, options?: { url?: string | URL })

  /** Takes one more stream of the same server. */
  follow(service: SSEPriceService): void

  /**
   * Digits behind the point of a price. Undefined while the list does not have them, as for published prices, and where
   * it cannot be read. A price without `exchange` is of the server's first exchange. An index has the most digits of
   * its exchanges.
   */
  of(price: Pick<Price, 'symbol' | 'exchange'>): number | undefined

  /**
   * A figure that is a price (`price`, `bid`, `ask`, `open`, `high`, `low`, …) with these digits, or with those that
   * were sent while they are not known. A digit that is not zero is never cut. '' when the price has no such figure.
   *
   * @param name of the figure, `price` by default
   */
  format(price: PriceText, name?: string): string

  /** Reads the list now. Without a call it is read at the first connection. */
  load(): Promise<void>
}

/** A number in plain digits, with so many behind the point, and more where one of them is not zero. */
export function withDigits(text: string, digits: number | undefined): string
