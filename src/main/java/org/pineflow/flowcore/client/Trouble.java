package org.pineflow.flowcore.client;

/**
 * Why a gate is closed.
 *
 * @param status the HTTP status, 0 when there was no answer
 * @param reason what was wrong and what to do, for people
 */
public record Trouble(int status, String reason) {}
