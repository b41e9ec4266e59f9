package org.pineflow.ingest.api;

import org.pineflow.ingest.catalog.ApiKey;

/**
 * A request of the reading API.
 *
 * @param key whose it is
 * @param method of HTTP
 * @param path as it stands in the request line
 * @param body empty where there is none; not copied, and not to be changed
 */
public record ReadRequest(ApiKey key, String method, String path, Parameters query, byte[] body) {}
