/** Alerts: rules of their owners, their evaluation by each node, and the deliveries of the one node that tells receivers. */
package io.tickcast.alert;
