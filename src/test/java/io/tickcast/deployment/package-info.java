/** The files for deployment, judged by what the tools they are for make of them. */
package io.tickcast.deployment;
