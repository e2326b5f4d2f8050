/** The basic types: ticks, signals, their wire formats, the latest prices, and the addresses of the event bus. */
package io.tickcast.market;
