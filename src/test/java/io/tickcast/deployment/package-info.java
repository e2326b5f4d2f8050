/** Files for deployment, and the wire, judged by the tools of others. */
package io.tickcast.deployment;
