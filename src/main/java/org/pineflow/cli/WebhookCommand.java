package org.pineflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.pineflow.ingest.catalog.CatalogText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pineflow webhook}: addresses and keys of the ingestion service. */
@Command(
        name = "webhook",
        description = {
            "Makes a webhook of the ingestion service: registers what is missing in the catalog, makes a key, and prints"
                    + " the key (this once), the addresses, and a curl line for each.",
            "A running service knows of it within seconds. It changes nothing but the file of pineflow.ingest.catalog,"
                    + " whose comments and order stay.",
            "Exit codes: 0 done; 1 the catalog could not be changed; 2 wrong usage, or a mistake in the catalog."
        },
        customSynopsis = {
            "pineflow webhook [OPTIONS] TENANT DATACORE FLOWTYPE EVENTTYPE",
            "       pineflow webhook [OPTIONS] --rotate ID",
            "       pineflow webhook [OPTIONS] --revoke ID"
        })
final class WebhookCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private SettingsOptions settingsOptions;

    @Parameters(
            arity = "0..4",
            paramLabel = "NAME",
            hideParamSyntax = true,
            description = "The names of tenant, data core (or its id), flow type and event type.")
    private List<String> names = List.of();

    @Mixin
    private WebhookKeyOptions keyOptions;

    @Option(names = "--no-key", description = "Makes no key: registers what is missing and prints the addresses.")
    private boolean noKey;

    @Option(
            names = "--rotate",
            paramLabel = "ID",
            description = "Makes a new key with the rights of this one, which goes on for the time of --overlap.")
    private Optional<String> rotate;

    @Option(
            names = "--overlap",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the old key goes on, such as 30m or 24h; 24h when not given.")
    private Optional<Duration> overlap;

    @Option(names = "--revoke", paramLabel = "ID", description = "Takes this key out of the catalog, at once.")
    private Optional<String> revoke;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where senders reach the service, such as https://webhook.example.com; when not given, the"
                    + " camel.server.host and camel.server.port of the settings, else port 8080 of this machine.")
    private Optional<String> url;

    @Option(names = "--json", description = "Prints one JSON document to standard output.")
    private boolean json;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        checkUsage();
        Path home = Home.find();
        Logging.onlyWarnings();
        Settings settings = settingsOptions.load(home);
        Placeholders placeholders = new Placeholders(settings, System.getenv());
        Path catalog = home.resolve(placeholders.resolve("pineflow.ingest.catalog"));
        WebhookKeys keys =
                new WebhookKeys(new CatalogEdit(catalog), clock.instant().truncatedTo(ChronoUnit.SECONDS));
        if (revoke.isPresent()) {
            revoke(keys, revoke.get(), catalog);
        } else if (rotate.isPresent()) {
            WebhookRotation rotation =
                    keys.rotate(rotate.get(), overlap.orElse(Duration.ofHours(24)), keyOptions.wishes());
            print(rotation.json(), rotation.lines(catalog));
        } else {
            String base = url.map(WebhookUrls::base).orElseGet(() -> WebhookUrls.base(settings, placeholders));
            WebhookUrls urls = new WebhookUrls(base, names.get(0), names.get(1), names.get(2), names.get(3));
            WebhookKeys.Made made = keys.make(urls, noKey ? Optional.empty() : Optional.of(keyOptions.wishes()));
            WebhookReport report = new WebhookReport(catalog, urls, made.registered(), made.key());
            print(report.json(), report.lines());
        }
        return CommandExit.DONE;
    }

    private void revoke(WebhookKeys keys, String id, Path catalog) {
        String tenant = keys.revoke(id);
        print(
                JsonNodeFactory.instance.objectNode().put("revoked", id).put("tenant", tenant),
                List.of("Key " + id + " of tenant " + tenant + " is no more in " + catalog
                        + ". A running service refuses it within seconds."));
    }

    private void print(JsonNode document, List<String> text) {
        if (json) {
            spec.commandLine().getOut().println(document.toPrettyString());
        } else {
            text.forEach(spec.commandLine().getOut()::println);
        }
        spec.commandLine().getOut().flush();
    }

    private void checkUsage() {
        boolean ofAKey = rotate.isPresent() || revoke.isPresent();
        refuse(rotate.isPresent() && revoke.isPresent(), "--rotate and --revoke do not go together");
        refuse(ofAKey && !names.isEmpty(), "--rotate and --revoke take no names: a key says what it is for");
        refuse(!ofAKey && names.size() != 4, "Four names are needed: TENANT DATACORE FLOWTYPE EVENTTYPE");
        for (String name : names) {
            refuse(
                    !CatalogText.isName(name),
                    "'" + PlainText.line(name, 40) + "' is not a name: letters, digits, '.', '_' and '-', at most 128");
        }
        refuse(overlap.isPresent() && rotate.isEmpty(), "--overlap is for --rotate");
        refuse(ofAKey && (noKey || url.isPresent()), "--no-key and --url are for new webhooks");
        refuse(
                (noKey || revoke.isPresent()) && keyOptions.areGiven(),
                "no key is made, so that nothing can be said of one");
        refuse(rotate.isPresent() && keyOptions.wishes().limited(), "--limit-to-event-type is for new webhooks");
        keyOptions.complaint(clock.instant()).ifPresent(complaint -> refuse(true, complaint));
    }

    private void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new ParameterException(spec.commandLine(), why);
        }
    }
}
