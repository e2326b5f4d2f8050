/** Connections below the routes: TLS, protocols, time-outs, and limits per connection and per address. Knows Netty. */
package io.tickcast.http.connection;
