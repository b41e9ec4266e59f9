package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.slf4j.Log4jLogger;
import org.junit.jupiter.api.Test;

class LoggingLibrariesTest {

    /** A list of versions that is imported can set one of them apart, and out of the distribution, unseen. */
    @Test
    void thePartsOfLog4jAreOfOneVersion() {
        String version = Log4jLogger.class.getPackage().getImplementationVersion();

        assertThat(version).isNotNull();
        assertThat(LoggerContext.class.getPackage().getImplementationVersion()).isEqualTo(version);
        assertThat(LogManager.class.getPackage().getImplementationVersion()).isEqualTo(version);
    }
}
