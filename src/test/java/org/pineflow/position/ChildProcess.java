package org.pineflow.position;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A JVM of its own that uses a {@link FilePositionStore}. */
final class ChildProcess {

    private ChildProcess() {}

    /** Whether a process of its own can open the stream now. */
    static boolean canOpen(Path directory, String stream) throws IOException, InterruptedException {
        Process child = start("try", directory, stream);
        try (BufferedReader answer = child.inputReader(StandardCharsets.UTF_8)) {
            return Boolean.parseBoolean(answer.readLine());
        } finally {
            child.waitFor();
        }
    }

    /** A process that writes one position after the other, and prints the rve of each when it is written. */
    static Process writer(Path directory, String stream) throws IOException {
        return start("write", directory, stream);
    }

    private static Process start(String task, Path directory, String stream) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ChildProcess.class.getName(),
                        task,
                        directory.toString(),
                        stream))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** What the child does: {@code try|write directory stream}. */
    public static void main(String[] arguments) {
        try (PositionStore store = new FilePositionStore(Path.of(arguments[1]))) {
            if (arguments[0].equals("try")) {
                System.out.println(store.tryOpen(arguments[2]).isPresent());
                return;
            }
            OwnedStream owned = store.tryOpen(arguments[2]).orElseThrow();
            long rve = owned.read().map(Position::rve).orElse(0L);
            while (!System.out.checkError()) {
                rve++;
                owned.write(Positions.at(rve));
                System.out.println(rve);
            }
        }
    }
}
