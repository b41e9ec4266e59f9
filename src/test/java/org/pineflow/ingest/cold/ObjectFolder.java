package org.pineflow.ingest.cold;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * All objects of a cold store as they lie in a folder, each verified against its manifest.
 *
 * @param ids of the objects
 * @param events the ids in them
 */
public record ObjectFolder(List<String> ids, List<String> events) {

    public static ObjectFolder read(Path folder) throws IOException, GeneralSecurityException {
        List<String> ids = new ArrayList<>();
        List<String> events = new ArrayList<>();
        List<Path> manifests;
        try (Stream<Path> files = Files.walk(folder)) {
            manifests = files.filter(file -> file.toString().endsWith(".json")).toList();
        }
        for (Path file : manifests) {
            ColdManifest manifest = ColdManifest.fromJson(Files.readAllBytes(file));
            byte[] object = Files.readAllBytes(file.resolveSibling(manifest.object() + ".ndjson.gz"));
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(object)))
                    .isEqualTo(manifest.sha256());
            int before = events.size();
            ColdObjectReader.read(
                    new ByteArrayInputStream(object),
                    manifest.extents(),
                    manifest.coldObject().type(),
                    event -> events.add(event.eventId().toString()));
            assertThat(events.size() - before).isEqualTo((int) manifest.events());
            ids.add(manifest.object());
        }
        return new ObjectFolder(ids, events);
    }
}
