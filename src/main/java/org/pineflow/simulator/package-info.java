/**
 * An FD1 server for demonstrations, tests and CI: a seeded retail chain that trades, answers in the dialect asked for, and
 * misbehaves on request. It shares no code with the FD1 client, so that a misunderstanding of the protocol shows instead of
 * cancelling out.
 */
package org.pineflow.simulator;
