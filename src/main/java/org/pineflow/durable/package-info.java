/**
 * Files that survive a crash, and safe names for them. For every room that keeps something in files; knows nobody.
 */
package org.pineflow.durable;
