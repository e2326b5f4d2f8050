// A small line of a coin's prices.

/**
 * @param canvas gets as many pixels as the screen has where its style puts it
 * @param line   {times, prices, begin}; it begins with its first price unless it says when
 */
export function drawSpark(canvas, line, colour) {
  const ratio = devicePixelRatio || 1
  const { clientWidth: width, clientHeight: height } = canvas
  if (!width) return
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
  }
  const context = canvas.getContext('2d')
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.clearRect(0, 0, width, height)
  const { times, prices } = line
  if (times.length < 2) return
  let low = Infinity
  let high = -Infinity
  for (const price of prices) {
    if (price < low) low = price
    if (price > high) high = price
  }
  const begin = line.begin ?? times[0]
  const scaleX = (width - 4) / (times.at(-1) - begin)
  const scaleY = high > low ? (height - 6) / (high - low) : 0
  const y = price => scaleY ? height - 3 - (price - low) * scaleY : height / 2
  context.beginPath()
  let draws = false
  for (let i = 0; i < times.length; i++) {
    const known = !Number.isNaN(prices[i])
    if (known) context[draws ? 'lineTo' : 'moveTo'](1 + (times[i] - begin) * scaleX, y(prices[i]))
    draws = known
  }
  context.strokeStyle = colour
  context.lineWidth = 1.5
  context.lineJoin = 'round'
  context.stroke()
  context.beginPath()
  context.arc(width - 3, y(prices.at(-1)), 2, 0, 7)
  context.fillStyle = colour
  context.fill()
}
