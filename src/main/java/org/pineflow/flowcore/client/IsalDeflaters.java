package org.pineflow.flowcore.client;

import com.intel.gkl.compression.IntelDeflater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Intel's ISA-L. The only class that names it, so that everything else loads without it. */
final class IsalDeflaters {

    private IsalDeflaters() {}

    /**
     * Loads the native library.
     *
     * @throws IOException when it cannot be unpacked, or is not for this machine
     * @throws LinkageError when it is not on the class path
     */
    static DeflaterPool load(int level, Optional<Path> directory) throws IOException {
        IntelDeflater probe = new IntelDeflater(level, true);
        Path folder;
        if (directory.isPresent()) {
            folder = Files.createDirectories(directory.get());
        } else {
            // A folder of our own: nobody else may put a library there before we load it.
            folder = Files.createTempDirectory("pineflow-native");
            folder.toFile().deleteOnExit();
        }
        // Without this answer the first use ends in an UnsatisfiedLinkError.
        if (!probe.load(folder.toFile())) {
            throw new IOException("its library cannot be loaded on this machine (or not from " + folder + ")");
        }
        return new DeflaterPool("ISA-L level " + level, () -> new IntelDeflater(level, true));
    }
}
