// Keeps the built-in functions from work that nothing interrupts: a loop within one of them ends when it ends.
(function () {
  const MOST = 100_000
  const { isArray } = Array
  const { apply } = Reflect
  const { stringify } = JSON
  const { isConcatSpreadable, iterator } = Symbol

  const check = list => {
    if (list.length > MOST) throw new RangeError(`An array may have ${MOST} entries where a function goes through it`)
  }

  const checkAll = (list, depth) => {
    check(list)
    for (const one of list) {
      if (isArray(one) && depth > 0) checkAll(one, depth - 1)
    }
  }

  const replace = (holder, name, make) => Object.defineProperty(holder, name, { value: make(holder[name])[name] })

  // What could tell one length and have another.
  delete globalThis.Proxy
  delete Array.fromAsync
  delete String.raw

  for (const name of Object.getOwnPropertyNames(Array.prototype)) {
    if (name === 'constructor' || typeof Array.prototype[name] !== 'function') continue
    replace(Array.prototype, name, original => ({
      [name](...rest) {
        if (!isArray(this)) throw new TypeError(`Array.prototype.${name} is for arrays alone here`)
        check(this)
        if (name === 'flat') checkAll(this, Math.min(Number(rest[0] ?? 1) || 0, 100))
        for (const one of name === 'concat' ? rest : []) {
          if (isArray(one)) check(one)
          else if (typeof one === 'object' && one !== null && isConcatSpreadable in one) {
            throw new TypeError('Array.prototype.concat takes arrays and single values here')
          }
        }
        return apply(original, this, rest)
      }
    }))
  }

  replace(Array, 'from', () => ({
    from(source, map, self) {
      const made = []
      const add = one => { made[made.length] = map === undefined ? one : apply(map, self, [one, made.length]) }
      if (source[iterator] !== undefined) for (const one of source) add(one)
      else for (let i = 0, length = Number(source.length) || 0; i < length; i++) add(source[i])
      return made
    }
  }))

  replace(JSON, 'stringify', () => ({
    stringify(value, replacer, space) {
      if (isArray(replacer)) check(replacer)
      return stringify(value, replacer, space)
    }
  }))
})()
