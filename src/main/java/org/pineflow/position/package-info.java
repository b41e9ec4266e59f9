/**
 * How far streams are delivered, and who owns them: {@link org.pineflow.position.PositionStore} and its file, JDBC and
 * in-memory forms. Knows nothing of Camel, FD1 or the events.
 */
package org.pineflow.position;
