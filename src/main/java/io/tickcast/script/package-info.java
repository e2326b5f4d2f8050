/**
 * Verticles that are files of a folder: JavaScript in a sandbox, and whatever else there is a factory for. They hear
 * the ticks and publish signals, each on a thread of its own, and the stream does not notice them.
 */
package io.tickcast.script;
