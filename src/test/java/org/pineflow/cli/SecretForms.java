package org.pineflow.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The forms in which a secret might be told: as it is, and encoded for URLs, base64 and JSON. */
final class SecretForms {

    private SecretForms() {}

    /** Those of the secrets that the text tells, in any form. */
    static List<String> toldBy(String text, Collection<String> secrets) {
        return secrets.stream()
                .filter(secret -> of(secret).stream().anyMatch(text::contains))
                .toList();
    }

    private static Set<String> of(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String inJson = json(secret);
        String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return new LinkedHashSet<>(List.of(
                secret,
                inUrl,
                inUrl.replace("+", "%20"),
                URLEncoder.encode(inUrl, StandardCharsets.UTF_8),
                inJson,
                json(inJson),
                URLEncoder.encode(inJson, StandardCharsets.UTF_8),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)));
    }

    private static String json(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
