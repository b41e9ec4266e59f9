package org.pineflow.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SplittableRandom;

/** One reading of a device: it is passed on to those who listen and kept nowhere. */
record DeviceReading(String schema, String json) {

    /** A made-up reading of a Bluetooth thermometer or a scale. */
    static DeviceReading random(SplittableRandom random) {
        if (random.nextBoolean()) {
            return new DeviceReading(
                    "device.bluetooth.announcement",
                    String.format(
                            Locale.ROOT,
                            "{\"addr\":\"C0288D%06X\",\"dbm\":%d,\"temp\":%.1f,\"battery\":%.1f,\"humid\":%.1f}",
                            random.nextInt(16),
                            -random.nextInt(40, 95),
                            random.nextInt(-250, 350) / 10.0,
                            random.nextInt(20, 34) / 10.0,
                            random.nextInt(200, 950) / 10.0));
        }
        return new DeviceReading("device.scale.reading", "{\"weight_gm\":" + random.nextInt(5, 5000) + "}");
    }

    byte[] row() {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
