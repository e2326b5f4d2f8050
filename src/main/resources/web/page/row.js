// One coin's row. Text nodes are written straight: this is where all ticks arrive.
import { MAY_HAVE_ALERTS } from './alerts.js'
import { turnover } from './columns.js'
import { element, mark, write } from './dom.js'
import { age, ARROWS, compact, NONE, parts, percent, sign, signed } from './format.js'
import { t } from './i18n.js'
import { BELL } from './icons.js'
import { SEVERAL } from './exchanges.js'
import { coinName } from './names.js'
import { language, settings } from './settings.js'
import { drawSpark } from './spark.js'

const OLD = 10_000
/** In ms. */
const ALARM = 3000

const figure = () => [element('span', { class: 'head' }, ''), element('span', { class: 'tail' }, ''),
  element('span', { class: 'fraction' }, element('span', {}, ''), element('span', { class: 'zeros' }, ''))]

const cell = (name, index, ...children) =>
  element('div', { role: 'cell', 'data-cell': name, 'aria-colindex': index }, ...children)

function bell() {
  const button = element('button', { type: 'button', class: 'bell', tabindex: -1, 'aria-haspopup': 'dialog' })
  button.innerHTML = `<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${BELL}"/></svg>`
  return button
}

function build() {
  return element('div', { class: 'group', role: 'rowgroup' },
    element('div', { class: 'row', role: 'row' },
      cell('pin', 1, element('button', { type: 'button', class: 'pin', tabindex: -1 }, '\u2605'),
        ...MAY_HAVE_ALERTS ? [bell()] : []),
      cell('rank', 2, ''),
      element('div', { role: 'rowheader', 'data-cell': 'coin', 'aria-colindex': 3 },
        element('button', { type: 'button', class: 'open', tabindex: -1, 'aria-expanded': 'false' },
          element('span', { class: 'pair' },
            element('span', { class: 'base' }, ''), element('span', { class: 'quote' }, '')),
          element('span', { class: 'name' }, ''))),
      cell('price', 4, ...figure()),
      cell('change', 5, element('span', { class: 'arrow', 'aria-hidden': 'true' }, ''), element('span', {}, '')),
      cell('high', 6, ...figure()),
      cell('low', 7, ...figure()),
      ...SEVERAL ? [cell('spread', 8, '')] : [],
      cell('volume', 8 + SEVERAL, ''),
      cell('spark', 9 + SEVERAL, element('canvas', { class: 'spark', 'aria-hidden': 'true' })),
      cell('age', 10 + SEVERAL, '')))
}

const TEXTS = ['rank', 'coin', 'price', 'change', 'high', 'low', ...SEVERAL ? ['spread'] : [], 'volume', 'age']

let pattern

/** Text nodes of an element, in the order of the document. */
function texts(parent) {
  for (const leaf of parent.querySelectorAll('span')) if (!leaf.firstElementChild && !leaf.firstChild) leaf.append('')
  if (!parent.firstChild) parent.append('')
  const walker = document.createTreeWalker(parent, NodeFilter.SHOW_TEXT)
  const found = []
  while (walker.nextNode()) found.push(walker.currentNode)
  return found
}

export class Row {
  /** Whether it is on the screen or close to it. */
  near = false
  late = true
  #cells = {}
  #texts = {}
  #digits = {}
  #shown = NaN
  #sparkAt = 0
  #alerts = 0

  constructor(coin) {
    this.coin = coin
    this.element = (pattern ??= build()).cloneNode(true)
    this.line = this.element.firstElementChild
    this.line.dataset.symbol = coin.symbol
    for (const each of this.line.children) this.#cells[each.dataset.cell] = each
    for (const name of TEXTS) {
      this.#texts[name] = texts(this.#cells[name])
    }
    this.opener = this.#cells.coin.firstElementChild
    this.pin = this.#cells.pin.firstElementChild
    this.bell = this.#cells.pin.querySelector('.bell')
    this.canvas = this.#cells.spark.firstElementChild
    this.retranslate()
    this.pinned(settings.favourites.includes(coin.symbol))
  }

  /** Shows what the coin is now; gives up or down when its price has moved since the last time, else nothing. */
  paint() {
    const { coin } = this
    this.late = false
    write(this.#texts.rank[0], Number.isFinite(coin.rank) ? String(coin.rank) : NONE)
    if (SEVERAL) write(this.#texts.spread[0], percent(coin.quotes.spread))
    if (!coin.at) {
      for (const name of ['high', 'low', 'price']) write(this.#texts[name][1], NONE)
      for (const name of ['change', 'volume', 'age']) write(this.#texts[name].at(-1), NONE)
      return ''
    }
    for (const name of ['price', 'high', 'low']) this.#figure(name, coin.text[name])
    this.#change(coin.text.change_24h)
    this.#volume(coin.text.quote_volume ?? coin.text.volume)
    mark(this.line, 'data-test', coin.test ? 'true' : '')
    mark(this.line, 'data-dead', coin.dead ? 'true' : '')
    const moved = Number.isNaN(this.#shown) ? 0 : coin.price - this.#shown
    this.#shown = coin.price
    return moved ? sign(moved) : ''
  }

  /** As if its coin never had a price. */
  clear() {
    for (const name of ['price', 'change', 'high', 'low', 'volume', 'age']) {
      for (const node of this.#texts[name]) write(node, '')
    }
    mark(this.#cells.change, 'data-direction', '')
    mark(this.line, 'data-dead', '')
    this.#digits = {}
    this.#shown = NaN
    this.paint()
  }

  #figure(name, digits) {
    const key = digits + ' ' + this.coin.decimals
    if (this.#digits[name] === key) return
    this.#digits[name] = key
    const shown = digits === undefined ? ['', NONE, '', ''] : parts(digits, this.coin.decimals)
    this.#texts[name].forEach((node, i) => write(node, shown[i]))
    if (name === 'price') return
    // Zeros at the end, which only the price shows.
    write(this.#texts[name][3], '')
    this.#cells[name].title = digits ?? ''
  }

  #change(digits) {
    if (this.#digits.change === digits) return
    this.#digits.change = digits
    const direction = sign(Number(digits))
    const [arrow, text] = this.#texts.change
    write(arrow, ARROWS[direction])
    write(text, digits === undefined ? NONE : signed(digits) + '%')
    mark(this.#cells.change, 'data-direction', direction)
  }

  #volume(digits) {
    if (this.#digits.volume === digits) return
    this.#digits.volume = digits
    const amount = turnover(this.coin)
    write(this.#texts.volume[0], Number.isNaN(amount) ? NONE : compact(amount, language.value))
  }

  /** Once a second: how old the price is, and the line of it. */
  beat(now, colours) {
    const { coin } = this
    if (!coin.at) return
    const millis = now - coin.at
    write(this.#texts.age[0], millis < 2000 ? t('now') : t('age.' + age(millis)[1], { n: age(millis)[0] }))
    mark(this.#cells.age, 'data-old', millis > OLD || coin.dead ? 'true' : '')
    this.spark(colours)
  }

  spark(colours, anew = false) {
    const { line, at, moved } = this.coin
    if (this.#sparkAt === at && !anew) return
    this.#sparkAt = at
    drawSpark(this.canvas, line, colours[sign(moved)])
  }

  flash(direction) {
    mark(this.#cells.price, 'data-flash', direction)
  }

  /** An alert for it has fired. */
  alarm() {
    this.element.classList.add('alarmed')
    setTimeout(() => this.element.classList.remove('alarmed'), ALARM)
  }

  pinned(is) {
    this.pin.setAttribute('aria-pressed', is)
    this.element.classList.toggle('pinned', is)
  }

  /** @param count of alerts that wait for its prices */
  ring(count) {
    if (this.#alerts === count) return
    this.#alerts = count
    this.#nameBell()
  }

  #nameBell() {
    if (!this.bell) return
    const said = { coin: this.coin.base, n: this.#alerts }
    const label = t(this.#alerts ? 'alert.bellCount' : 'alert.bell', said)
    this.bell.setAttribute('aria-label', label)
    this.bell.title = label
    mark(this.bell, 'data-count', this.#alerts ? String(this.#alerts) : '')
  }

  /** Whether the tab key comes here. */
  reachable(is) {
    for (const button of [this.opener, this.pin, this.bell]) if (button) button.tabIndex = is ? 0 : -1
  }

  retranslate() {
    const { base, quote } = this.coin
    // The space is for whoever hears it.
    const shown = [base, quote && '/' + quote, ' ' + coinName(base, language.value)]
    shown.forEach((text, i) => write(this.#texts.coin[i], text))
    this.opener.setAttribute('aria-label', shown.join('').trim())
    this.pin.setAttribute('aria-label', t('pin', { coin: base }))
    this.pin.title = t('pin', { coin: base })
    this.#nameBell()
    this.#digits = {}
    this.late = true
  }
}
