// The exchanges whose candles the server keeps, the primary first; none where it keeps none.

export const CANDLE_EXCHANGES = (document.documentElement.dataset.candles ?? '').split(' ').filter(Boolean)
