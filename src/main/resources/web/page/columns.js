// The columns of the table, and how it is sorted by them.
import { SEVERAL } from './exchanges.js'

/** By key; numbers fall at first, and names and ranks rise. What has no value comes last either way. */
export const COLUMNS = [
  { key: 'rank', value: coin => coin.rank, rises: true, still: true },
  { key: 'coin', value: coin => coin.base, rises: true, still: true },
  { key: 'price', value: coin => coin.price },
  { key: 'change', value: coin => coin.change_24h },
  { key: 'high', value: coin => coin.high },
  { key: 'low', value: coin => coin.low },
  ...SEVERAL ? [{ key: 'spread', value: coin => coin.quotes.spread }] : [],
  { key: 'volume', value: coin => turnover(coin) },
  { key: 'spark', value: coin => coin.moved },
  { key: 'age', value: coin => coin.at || NaN, rises: true },
]

/** In the quote currency, which is the only one that coins can be compared by. */
export const turnover = coin => Number.isNaN(coin.quote_volume) ? coin.volume * coin.price : coin.quote_volume

export const column = key => COLUMNS.find(each => each.key === key) ?? COLUMNS[0]

/** Favourites first, then by the column, then by rank. */
export function comparison(key, descending, favourites) {
  const { value } = column(key)
  const pinned = new Set(favourites)
  // An age rises while the time of the price falls.
  const turn = (key === 'age') !== descending ? -1 : 1
  return (one, other) => pinned.has(other.symbol) - pinned.has(one.symbol)
    || compare(value(one), value(other), turn)
    || compare(one.rank, other.rank, 1)
    || compare(one.symbol, other.symbol, 1)
}

function compare(one, other, turn) {
  if (one === other) return 0
  if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) - Number.isNaN(other)
  return one < other ? -turn : turn
}
