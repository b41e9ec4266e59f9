package org.pineflow.flowcore.client;

import com.intel.gkl.compression.IntelDeflater;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Intel's ISA-L. The only class that names it, so that everything else loads without it. */
final class IsalDeflaters {

    private static final String FOLDER = "pineflow-native";

    private IsalDeflaters() {}

    /**
     * Loads the native library. Nothing of it is left in the file system when this returns, so that not even a process that is
     * killed leaves it behind.
     *
     * @param directory where it is unpacked for a moment; empty = in the temporary folder
     * @throws IOException when the native library cannot be unpacked, or is not for this machine
     * @throws LinkageError when it is not on the class path
     */
    static DeflaterPool load(int level, Optional<Path> directory) throws IOException {
        IntelDeflater probe = new IntelDeflater(level, true);
        // A folder of our own: nobody else may put a library there before we load it.
        Path folder = directory.isPresent()
                ? Files.createTempDirectory(Files.createDirectories(directory.get()), FOLDER)
                : Files.createTempDirectory(FOLDER);
        folder.toFile().deleteOnExit();
        try {
            // Without this answer the first use ends in an UnsatisfiedLinkError.
            if (!probe.load(folder.toFile())) {
                throw new IOException("its library cannot be loaded on this machine (or not from " + folder + ")");
            }
        } finally {
            delete(folder.toFile());
        }
        return new DeflaterPool("ISA-L level " + level, () -> new IntelDeflater(level, true));
    }

    /** Linux and macOS, for which alone the library is, let files go that are in use. */
    private static void delete(File folder) {
        Stream.ofNullable(folder.listFiles()).flatMap(Stream::of).forEach(File::delete);
        folder.delete();
    }
}
