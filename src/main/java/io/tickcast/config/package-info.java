/**
 * The settings of a node. The environment wins over the user's file, which wins over the shipped {@code tickcast.yaml}.
 * An error in them is reported in one line that names the setting and the valid values.
 */
package io.tickcast.config;
