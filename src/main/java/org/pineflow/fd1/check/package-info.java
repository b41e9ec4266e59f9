/**
 * Asks FD1 servers the questions that streams will ask them, and tells what came back: without Camel, without a lock,
 * without a position of its own, and never for longer than it is told to.
 */
package org.pineflow.fd1.check;
