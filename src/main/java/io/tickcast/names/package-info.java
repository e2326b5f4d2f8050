/** Names of hosts, looked up anew for each connection by the resolver of the system, and the address to connect to. */
package io.tickcast.names;
