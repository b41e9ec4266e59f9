package org.pineflow.ingest.store;

/**
 * What is noted about a file whose parts are the events of one submission.
 *
 * @param fileId the sender's name for it, not unique
 * @param name the sender's file name: a text for people, never a path
 * @param type the sender's type, any text
 * @param size in bytes
 * @param sha256 of the whole file, 64 hexadecimal digits in lower case
 */
public record FileEntry(String fileId, String name, String type, long size, String sha256) {}
