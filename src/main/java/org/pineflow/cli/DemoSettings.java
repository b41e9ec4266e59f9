package org.pineflow.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The settings of a demo's two sides. Whatever the settings of the deployment say, a demo talks to nobody outside its
 * process: servers, keys and beans (a store of positions in a database, say) are taken out.
 */
final class DemoSettings {

    static final String TENANT = "demo";
    static final String DATA_CORE = "retail";

    private static final List<String> LEADING_OUT = Stream.of(
                    "camel.beans.",
                    "camel.main.configurationClasses",
                    "camel.server.",
                    "camel.component.fd1.url",
                    "camel.component.fd1.alternateUrls",
                    "camel.component.fd1.apiKey",
                    "camel.component.fd1.token",
                    "camel.component.fd1.upgradeHeaders",
                    "camel.component.fd1.positionStore",
                    "camel.component.flowcore.")
            .map(SettingKey::identity)
            .toList();

    private final Settings base;
    private final Path data;

    /**
     * @param settings of the deployment
     * @param data the demo's folder
     */
    DemoSettings(Settings settings, Path data) {
        this.base = Settings.none()
                .under(settings.all().stream()
                        .filter(setting -> !leadsOut(setting))
                        .toList());
        this.data = data;
    }

    private static boolean leadsOut(Setting setting) {
        String identity = SettingKey.identity(setting.key());
        return LEADING_OUT.stream().anyMatch(identity::startsWith);
    }

    /** Of the receiver, which listens on a free port of the loopback address. */
    Settings receiver() {
        return with(Map.of(
                "camel.main.name", "pineflow-receiver",
                "camel.main.shutdownTimeout", "10",
                "camel.management.enabled", "false",
                "camel.server.enabled", "true",
                "camel.server.host", "127.0.0.1",
                "camel.server.port", "0",
                "pineflow.data", data.toString()));
    }

    /** Of the bridge from the simulator to the receiver. */
    Settings bridge(URI fd1, String fd1Key, URI webhook, String webhookKey) {
        return with(Map.ofEntries(
                Map.entry("camel.main.shutdownTimeout", "10"),
                Map.entry("camel.management.host", "127.0.0.1"),
                Map.entry("camel.management.port", "0"),
                Map.entry("camel.server.enabled", "false"),
                Map.entry("camel.component.fd1.url", fd1.toString()),
                Map.entry("camel.component.fd1.apiKey", fd1Key),
                Map.entry("camel.component.flowcore.baseUrl", webhook.toString()),
                Map.entry("camel.component.flowcore.tenant", TENANT),
                Map.entry("camel.component.flowcore.dataCore", DATA_CORE),
                Map.entry("camel.component.flowcore.apiKey", webhookKey),
                Map.entry("pineflow.data", data.toString())));
    }

    private Settings with(Map<String, String> values) {
        List<Setting> layer = new ArrayList<>();
        values.forEach((key, value) -> layer.add(new Setting(key, value, "the demo")));
        return base.under(layer);
    }
}
