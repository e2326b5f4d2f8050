/** Access control: tokens, their keys, and tickets. It knows neither routes nor streams. */
package io.tickcast.access;
