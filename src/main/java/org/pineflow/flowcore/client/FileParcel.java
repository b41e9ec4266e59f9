package org.pineflow.flowcore.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A file with the request that carries it, from the first try to the answer. */
public final class FileParcel {

    private static final JsonMapper JSON = new JsonMapper();

    private final FileConsignment file;
    private final FileRequest request;
    private final AtomicInteger tries = new AtomicInteger();

    FileParcel(FileConsignment file, FileRequest request) {
        this.file = file;
        this.request = request;
    }

    /** What is sent. */
    public FileConsignment file() {
        return file;
    }

    FileRequest request() {
        return request;
    }

    void tried() {
        tries.incrementAndGet();
    }

    int tries() {
        return tries.get();
    }

    /** Which file it is, as a JSON object: what is kept of it where the bytes cannot be. */
    String description() {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("fileName", file.name());
        description.put("fileType", file.type());
        description.put("fileSize", file.content().length());
        description.put("fileId", file.id());
        try {
            return JSON.writeValueAsString(description);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers is always JSON", e);
        }
    }
}
