package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.pineflow.ingest.catalog.CatalogException;

class StartFailureTest {

    private final Settings settings =
            Settings.none().under(List.of(new Setting("camel.main.nme", "s3cret", "my.properties, line 4")));

    @Test
    void theValueOfASettingThatCannotBeBoundIsNotShown() {
        StartFailure failure =
                of(new PropertyBindingException(new Object(), "nme", "s3cret", "camel.main", "nme", null));
        assertThat(failure.message())
                .startsWith("my.properties, line 4: camel.main.nme")
                .doesNotContain("s3cret");
        assertThat(failure.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
    }

    @Test
    void theValuesOfUnknownOptionsAreNotShown() {
        StartFailure failure = of(
                new ResolveEndpointFailedException("fd1:x", "Unknown parameters=[{tokn=s3cret, apiKey=s3cret=, x}]"));
        assertThat(failure.message()).isEqualTo("unknown options: tokn, apiKey");
    }

    @Test
    void troubleWithTheOutsideWorldIsAFailureAndNoMistake() {
        StartFailure failure =
                of(new FailedToStartRouteException("orders", "because", new IOException("the folder is read-only")));
        assertThat(failure.exitCode()).isEqualTo(CommandExit.FAILED);
        assertThat(failure.isUnexpected()).isFalse();
        assertThat(failure.message()).contains("orders.yaml, line 1, route orders: the folder is read-only");
    }

    @Test
    void aMistakeInTheCatalogIsToldAsItIs() {
        StartFailure failure = of(new RuntimeCamelException(
                new CatalogException("cannot read the catalog c.yaml", new IOException("c.yaml"))));
        assertThat(failure.exitCode()).isEqualTo(CommandExit.WRONG_USAGE);
        assertThat(failure.isUnexpected()).isFalse();
        assertThat(failure.message()).isEqualTo("cannot read the catalog c.yaml");
    }

    @Test
    void whatNobodyForesawIsReportedWithItsStackTrace() {
        StartFailure failure = of(new RuntimeCamelException(new NullPointerException()));
        assertThat(failure.exitCode()).isEqualTo(CommandExit.FAILED);
        assertThat(failure.isUnexpected()).isTrue();
        assertThat(failure.message()).contains("NullPointerException");
    }

    private StartFailure of(Exception e) {
        RouteFile file = RouteFile.parse("orders.yaml", "- route:\n    id: orders\n    from: {uri: 'direct:in'}\n");
        return StartFailure.of(e, settings, new RouteFiles(List.of(file), id -> Optional.empty()));
    }
}
