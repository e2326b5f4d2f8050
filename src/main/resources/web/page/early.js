// Runs before the first paint, so that a page of the chosen theme never begins in the other one.
(() => {
  try {
    const { theme, colours } = 'embed' in document.documentElement.dataset
      ? Object.fromEntries(new URLSearchParams(location.search)) : JSON.parse(localStorage.getItem('tickcast')) ?? {}
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
    if (colours === 'red') document.documentElement.dataset.colours = colours
  } catch {
    // What cannot be read was not chosen.
  }
})()
