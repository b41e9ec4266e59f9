package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BridgeTest {

    @Test
    void aSignalThatComesBeforeTheStartEndsItCleanly(@TempDir Path home) {
        Settings settings = new SettingsLoader(Map.of(), Map.of()).load(home, List.of(), Map.of());
        Bridge bridge = new Bridge(settings, Optional.empty());
        bridge.stop();
        assertThat(bridge.run()).isEqualTo(CommandExit.DONE);
    }
}
