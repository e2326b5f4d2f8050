/** Access control: tokens, the keys that they are checked with, tickets. Knows nothing of routes and streams. */
package io.tickcast.access;
