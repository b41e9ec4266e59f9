/**
 * The Camel component {@code fd1:}: firehoses and chunked polls as consumers, single requests as a producer. One
 * exchange is one batch; its receipt moves the stream's position.
 */
package org.pineflow.fd1;
