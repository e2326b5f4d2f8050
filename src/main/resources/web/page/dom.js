// Elements for what changes too often to go through Vue.

/** @param attributes as in HTML; children are elements and strings */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  made.append(...children)
  return made
}

/** Writes only what differs: reading costs less than what a write sets off. */
export function write(node, text) {
  if (node.data !== text) node.data = text
}

/** The same for an attribute; empty takes it away. */
export function mark(target, name, value) {
  if (target.getAttribute(name) === (value || null)) return
  if (value) target.setAttribute(name, value)
  else target.removeAttribute(name)
}
