/** A fake exchange on loopback that speaks Binance's protocol: prices for a demonstration, faults for the tests. */
package io.tickcast.demo;
