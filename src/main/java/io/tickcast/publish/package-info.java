/**
 * Prices of one's own: the ticks that publishers post to this node, the rates and rights of their publishers, and the
 * state of their sources, which streams show as they show an exchange's.
 */
package io.tickcast.publish;
