/** What a node offers over HTTP: the price stream, the newest prices, status, health, a test, and an index page. */
package io.tickcast.http;
