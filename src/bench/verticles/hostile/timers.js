// Asks for a million timers whenever a price comes. It has a hundred, and all are due again and again.
ticks.on('*', () => {
  for (let i = 0; i < 1e6; i++) {
    try {
      timer.every(10, () => 0)
    } catch (e) {
      // It is told each time that it has as many as it may have.
    }
  }
})
