package org.pineflow.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * This machine's clock, off by the milliseconds that stand in a file: a bean of the process under test, set from outside.
 */
public final class JumpingClock extends Clock {

    private final Path offset;

    /**
     * @param file holds one whole number; no file = on time
     */
    public JumpingClock(String file) {
        this.offset = Path.of(file);
    }

    /** Makes the clocks of this file jump to {@code by} off the real time. */
    static void jump(Path file, Duration by) {
        try {
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(beside, Long.toString(by.toMillis()));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(Clock.system(zone), off());
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(off());
    }

    private Duration off() {
        try {
            return Files.exists(offset)
                    ? Duration.ofMillis(Long.parseLong(Files.readString(offset).strip()))
                    : Duration.ZERO;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
