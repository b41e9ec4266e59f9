/**
 * The client of Flowcore-style webhook ingestion: what a request looks like, what an answer means, when to try again, and
 * which events are delivered. Knows no Camel.
 */
package org.pineflow.flowcore.client;
