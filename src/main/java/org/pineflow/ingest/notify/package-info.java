/** Notifications: who is told that an event was stored, and in what words. Knows no Camel, and no WebSocket. */
package org.pineflow.ingest.notify;
