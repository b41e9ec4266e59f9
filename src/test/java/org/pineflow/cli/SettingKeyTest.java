package org.pineflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingKeyTest {

    @ParameterizedTest
    @CsvSource({
        "camel.component.fd1.api-key, camel.component.fd1.apiKey",
        "camel.component.aws2-s3.secretKey, camel.component.aws2-s3.secretKey",
        "camel.component.aws2-s3.secret-key, camel.component.aws2-s3.secretKey",
        "camel.component.aws2-s3, camel.component.aws2-s3",
        "camel.main.auto-startup, camel.main.autoStartup",
        "camel.beans.my-bean.a-b, camel.beans.my-bean.a-b",
        "my-own.key-1, my-own.key-1"
    })
    void aDashInTheNameOfAComponentStaysOneAndInItsOptionsIsAsGoodAsACapital(String written, String canonical) {
        assertThat(SettingKey.canonical(written)).isEqualTo(canonical);
    }
}
