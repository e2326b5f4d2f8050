// Run once, before the first file: what is loaded here is loaded on a shallow stack, and none of it for the first time
// at the end of a file's endless recursion, where a class of the engine that cannot be loaded never can be again.
(function () {
  class Animal {
    #name
    constructor(name) { this.#name = name }
    get name() { return this.#name }
    static of(n) { return new Animal(n) }
  }
  class Cat extends Animal { toString() { return `cat ${super.name}` } [Symbol.toPrimitive]() { return 5 } }
  function* count() { for (let i = 0; i < 3; i++) yield i }
  const attempts = [
    () => `${new Cat('a')}` + new Cat('b') + Animal.of('c').name,
    () => [...count(), ...'abc'].map(x => x + 1).filter(Boolean).reduce((a, b) => a + b),
    () => [3, 1, 2].sort((a, b) => a - b).reverse().concat([4]).slice(1).splice(0, 1).join(),
    () => Array.from({ length: 3 }, (_, i) => i).flatMap(x => [x, x]).flat().indexOf(2),
    () => Object.entries({ a: 1, ...{ b: 2 } }).forEach(([k, v]) => k + v),
    () => new Map([[1, 2]]).get(1) + new Set([1]).size + new WeakMap().set({}, 1),
    () => JSON.parse(JSON.stringify({ a: [1, 2.5, null, true, 'x'], b: { c: undefined } })),
    () => 'a,b'.split(',').concat('abc'.replace(/b(.)/g, (m, x) => x).match(/(?<n>a)/).groups.n),
    () => 'abc'.padStart(5).trim().toUpperCase().includes('B') && 'x'.repeat(3).slice(-1).charCodeAt(0).toString(16),
    () => Number('0x10') + parseFloat('1.5') + parseInt('7', 10) + (1.005).toFixed(2) + (1e21).toLocaleString(),
    () => Math.max(1, 2) + Math.floor(1.5) + Math.sqrt(2) + Math.round(2.5) + (2 ** 10 % 7 >>> 1 | 4 & 6 ^ 1),
    () => new Date(0).toISOString() + new Date().getTime() + new Date(0).toLocaleTimeString('en'),
    () => { const { a, ...rest } = { a: 1, b: 2 }; const [x, , y = 3] = [1, 2]; return a + x + y + rest.b },
    () => { label: for (const i in { a: 1 }) { for (;;) { if (i) break label } } },
    () => { let i = 0; do { i++; switch (i) { case 1: continue; default: } } while (i < 3); return typeof i + void 0 },
    () => { try { null.x } catch ({ name, message, stack }) { return name + message + stack } finally { this?.x } },
    () => { try { undefinedName } catch (e) { return e instanceof ReferenceError && String(e) } },
    () => { throw new RangeError('x', { cause: new TypeError('y') }) },
    () => { (function f() { f() })() },
    () => { 'x'.repeat(-1) },
    () => new Uint8Array([1, 2]).map(x => x).set([1]),
    () => { new Float64Array(2).fill(1); new DataView(new ArrayBuffer(8)) },
    () => Reflect.ownKeys(Object.freeze(Object.create({ a: 1 }, { b: { get: () => 1 } }))).length
      + Symbol('a').toString(),
    () => eval('1 + 1') + new Function('a', 'return a')(1) + [1, 2].at(-1) + Object.is(NaN, 0 / 0),
    () => isNaN('a') + encodeURIComponent('ä') + escape('x') + structuredCloneOrNot(),
    async () => { for await (const x of count()) await x; await Promise.all([1, Promise.resolve(2)]) }
  ]
  const structuredCloneOrNot = () => typeof structuredClone
  for (const attempt of attempts) {
    try {
      const answer = attempt()
      if (answer?.then) answer.then(() => 0, () => 0)
    } catch (e) {
      String(e?.stack)
    }
  }
})()
