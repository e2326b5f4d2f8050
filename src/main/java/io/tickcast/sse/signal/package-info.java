/** Signals of scripts: their log, and the streams that carry them alone or besides prices. */
package io.tickcast.sse.signal;
