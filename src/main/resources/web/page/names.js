// What coins are called. One that is not here goes by its code.

const NAMES = {
  BTC: ['Bitcoin', '比特币'],
  ETH: ['Ethereum', '以太坊'],
  BNB: ['BNB', '币安币'],
  SOL: ['Solana', '索拉纳'],
  XRP: ['XRP', '瑞波币'],
  ADA: ['Cardano', '艾达币'],
  DOGE: ['Dogecoin', '狗狗币'],
  AVAX: ['Avalanche', '雪崩'],
  DOT: ['Polkadot', '波卡'],
  POL: ['Polygon', '马蹄'],
  LINK: ['Chainlink', '链克'],
  ATOM: ['Cosmos', '阿童木'],
  UNI: ['Uniswap', '独角兽'],
  LTC: ['Litecoin', '莱特币'],
  BCH: ['Bitcoin Cash', '比特现金'],
  FIL: ['Filecoin', '文件币'],
}

const QUOTES = ['USDT', 'USDC', 'FDUSD', 'TUSD', 'BUSD', 'BTC', 'ETH', 'BNB', 'EUR', 'TRY', 'USD']

/** BTCUSDT is BTC in USDT. */
export function pair(symbol) {
  const quote = QUOTES.find(end => symbol.endsWith(end) && symbol.length > end.length) ?? ''
  return [symbol.slice(0, symbol.length - quote.length), quote]
}

export const coinName = (base, language) => NAMES[base]?.[language === 'zh' ? 1 : 0] ?? ''

/** All that a search may find it by. */
export const searchText = (symbol, base, quote) =>
  [symbol, `${base}/${quote}`, ...NAMES[base] ?? []].join(' ').toLowerCase()
