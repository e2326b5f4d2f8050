/**
 * Verticles that are files of a folder: JavaScript in a sandbox, and other languages with a factory. They receive
 * ticks and publish signals, each on a thread of its own, and cannot delay streams.
 */
package io.tickcast.script;
