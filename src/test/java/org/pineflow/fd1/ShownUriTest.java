package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUriTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fd1:poll:x?apiKey=k1&delay=5&token=RAW(a&b)&url=ws://h/p | fd1:poll:x?apiKey=xxxxxx&delay=5&token=xxxxxx&url=ws://h/p",
                "fd1:poll:x?upgradeHeaders=RAW({\"A\":\"b)c}\"})&url=RAW(ws://h/p?ticket=t&x=y) | fd1:poll:x?upgradeHeaders=xxxxxx&url=RAW(ws://h/p?xxxxxx)",
                "fd1:poll:x?url=ws%3A%2F%2Fu%3Ap%40h%2Fp%3Fticket%3Dt&batchSize=3 | fd1:poll:x?url=ws%3A%2F%2Fh%2Fp%3Fxxxxxx&batchSize=3",
                "fd1:poll:x?alternateUrls=ws://a/p?ticket=t,ws://u:p@b/p&stream=tokenless | fd1:poll:x?alternateUrls=ws://a/p?xxxxxx,ws://b/p&stream=tokenless",
                "fd1:poll:x | fd1:poll:x",
            })
    void itHasNoSecretAndEverythingElse(String uri, String shown) {
        assertThat(ShownUri.of(uri)).isEqualTo(shown);
    }
}
