/** The ground: a tick, its wire form, the book that arbitrates between ticks, and the addresses of the event bus. */
package io.tickcast.market;
