/**
 * What survives a crash old or new: files, safe names and locks for them, and single statements in a database. For every
 * room that keeps something; knows nobody.
 */
package org.pineflow.durable;
