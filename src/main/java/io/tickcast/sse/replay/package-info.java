/** The ticks of the last minute: a bounded log, the cursors into it, and the pages in which nodes exchange it. */
package io.tickcast.sse.replay;
