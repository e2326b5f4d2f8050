/**
 * The settings of a node: the shipped {@code tickcast.yaml}, under the user's file, under the environment. Whatever is
 * wrong in them ends in one line that a person can act upon.
 */
package io.tickcast.config;
