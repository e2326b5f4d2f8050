/** The bytes of event streams: the text of events, frames shared by streams, gzip, and the connection they leave by. */
package io.tickcast.sse.wire;
