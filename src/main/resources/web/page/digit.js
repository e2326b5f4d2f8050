// How wide a digit is here: a reader may have set letters wider apart, as WCAG 1.4.12 lets him.
import { element } from './dom.js'

const DIGITS = '0000000000'
/** In em; those of fonts for screens have at most so much. */
const WIDE = 0.66

/** Keeps --digit of this element at the width of a digit, in the size of the text in which it is used. */
export function measureDigit(host) {
  const probe = element('span', { class: 'digits', 'aria-hidden': 'true' }, DIGITS)
  host.append(probe)
  new ResizeObserver(() => {
    const em = Number.parseFloat(getComputedStyle(probe).fontSize)
    const wide = probe.getBoundingClientRect().width / DIGITS.length / em
    if (!wide) return
    host.style.setProperty('--digit', `${wide.toFixed(4)}em`)
    host.toggleAttribute('data-wide', wide > WIDE)
  }).observe(probe)
}
