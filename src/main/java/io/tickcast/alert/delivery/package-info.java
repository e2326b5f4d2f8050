/** Delivery of alerts to receivers: the forms of their messages, the addresses that may be called, and the calls. */
package io.tickcast.alert.delivery;
