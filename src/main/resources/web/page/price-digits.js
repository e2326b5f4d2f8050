// How many digits the prices of all streams of the page have.
import { PriceDigits } from '../client/digits.js'

export const priceDigits = new PriceDigits()
