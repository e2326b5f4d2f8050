// The page's words in the chosen language.
import { language } from './settings.js'
import en from './words-en.js'
import zh from './words-zh.js'

const WORDS = { en, zh }

/** The words for this key, with {names} filled in. Within Vue they change with the language by themselves. */
export const t = (key, values = {}) =>
  WORDS[language.value][key].replace(/\{(\w+)\}/g, (match, name) => values[name])
