/** The HTTP interface of a node: price stream, newest prices, status, health, test broadcast, and the page. */
package io.tickcast.http;
