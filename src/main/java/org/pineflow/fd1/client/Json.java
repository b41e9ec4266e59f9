package org.pineflow.fd1.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;

/** How JSON is read here: strictly, and with no limit but that of depth, because messages are limited in bytes. */
final class Json {

    /** UTF-8 only; names are not interned, because they come from outside. */
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** For small parts only, never for rows. */
    static final ObjectMapper MAPPER = new ObjectMapper(FACTORY);

    private Json() {}
}
