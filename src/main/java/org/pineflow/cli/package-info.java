/**
 * The commands of the launcher: reads settings, starts Camel, explains errors. May know every room; no room knows it.
 */
package org.pineflow.cli;
