package org.pineflow.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.pineflow.durable.DurableFile;

/**
 * A class data archive of the JVM beside the libraries, {@code classes-SIZE.jsa}. Its name tells its size because a JVM
 * crashes on an archive that was cut off, whatever it is told to check: the launchers pass over a file whose size is another
 * one. All else that does not fit (another Java, other libraries, changed bytes) the JVM notices, and starts without it.
 * Where the path of the libraries has a blank or a symbolic link, a JVM archives its own classes alone, which is worth less.
 */
final class ClassArchive {

    private static final String PATTERN = "classes-*.jsa";
    private static final long PATIENCE_MINUTES = 5;

    private final Path folder;
    private final String classPath;

    private ClassArchive(Path folder, String classPath) {
        this.folder = folder;
        this.classPath = classPath;
    }

    /** @throws ConfigurationException when the program is no jar: a JVM archives no classes of folders */
    static ClassArchive ofThisProgram() {
        return of(System.getProperty("java.class.path"));
    }

    /** @param classPath as the launcher gives it: an archive is good for this one alone, in this order */
    static ClassArchive of(String classPath) {
        List<Path> entries = Stream.of(classPath.split(System.getProperty("path.separator")))
                .map(Path::of)
                .toList();
        return entries.stream()
                .filter(entry -> entry.getFileName().toString().matches("pineflow-.*\\.jar"))
                .filter(jar -> entries.stream().noneMatch(Files::isDirectory))
                .findFirst()
                .map(jar -> new ClassArchive(jar.toAbsolutePath().getParent(), classPath))
                .orElseThrow(
                        () -> new ConfigurationException(
                                "Only what is packed in jars can be prepared. Call prepare through the launcher, bin/pineflow."));
    }

    /**
     * Runs a demo in a process of its own, whose Java archives what it has loaded, and puts the archive in the place of
     * older ones.
     *
     * @param home with the demo's settings
     * @return the archive
     * @throws IOException when it could not be made: older ones stay
     */
    Path make(Path home) throws IOException, InterruptedException {
        Path temporary = folder.resolve("classes.new");
        Files.deleteIfExists(temporary);
        Path work = Files.createTempDirectory("pineflow-prepare");
        try {
            runDemo(home, temporary, work);
            // The JVM makes it read-only, and what is read-only cannot be synced.
            if (!temporary.toFile().setWritable(true, true)) {
                throw new IOException("cannot write " + temporary);
            }
            Path archive = folder.resolve("classes-" + Files.size(temporary) + ".jsa");
            DurableFile.install(temporary, archive);
            deleteOthers(archive);
            return archive;
        } finally {
            Files.deleteIfExists(temporary);
            FolderTree.delete(work);
        }
    }

    private void runDemo(Path home, Path archive, Path work) throws IOException, InterruptedException {
        Path log = work.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "-XX:ArchiveClassesAtExit=" + archive,
                        "-Dpineflow.home=" + home,
                        "-cp",
                        classPath,
                        Pineflow.class.getName(),
                        "demo",
                        "--for",
                        "1s",
                        "-Dpineflow.data=" + work)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // Settings of the deployment, and options for its JVM, are not the demo's.
        builder.environment().keySet().removeIf(name -> name.matches("(PINEFLOW|CAMEL|FD1|FLOWCORE|JAVA|JDK)_.*"));
        Process demo = builder.start();
        try {
            if (!demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("the demo did not end within " + PATIENCE_MINUTES + " minutes");
            }
            if (demo.exitValue() != CommandExit.DONE || !Files.exists(archive)) {
                throw new IOException("the demo ended with " + demo.exitValue()
                        + (Files.exists(archive) ? "" : " and Java wrote no " + archive) + ". It said:\n"
                        + Files.readString(log));
            }
        } finally {
            demo.destroyForcibly();
        }
    }

    /** One that is in use cannot be deleted everywhere; it does no harm. */
    private void deleteOthers(Path archive) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, PATTERN)) {
            for (Path file : all) {
                if (!file.equals(archive)) {
                    file.toFile().delete();
                }
            }
        }
    }
}
