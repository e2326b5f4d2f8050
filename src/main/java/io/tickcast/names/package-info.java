/** Look-up of host names by the resolver of the system, for each connection, and the choice of an address. */
package io.tickcast.names;
