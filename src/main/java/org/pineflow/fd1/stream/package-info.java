/**
 * What one stream does, without Camel: rows become events and batches ({@link org.pineflow.fd1.stream.Intake}, on the
 * event loop), batches are routed and the position follows their receipts ({@link org.pineflow.fd1.stream.Delivery}, on
 * a pool), and a firehose or poll asks the server for rows again where it has to.
 */
package org.pineflow.fd1.stream;
