/**
 * Fake exchanges on loopback that speak the protocols of the real ones: prices for a demonstration, faults for the tests.
 */
package io.tickcast.demo;
