// Publishes without end, three times of four: five times in a row would stop it.
let calls = 0
timer.every(10, () => {
  if (++calls % 4 !== 0) while (true) signals.publish('flood', { calls, text: 'x'.repeat(1000) })
})
