package org.pineflow.cli;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.pineflow.ingest.catalog.Catalog;
import org.pineflow.ingest.catalog.CatalogText;
import org.pineflow.ingest.catalog.DataCore;
import org.pineflow.ingest.catalog.KeyEntry;
import org.pineflow.ingest.catalog.NewKey;

/** Makes, rotates and revokes keys in the catalog's file. */
final class WebhookKeys {

    private final CatalogEdit edit;
    private final Instant now;
    private final Random random = new SecureRandom();

    /** @param now to the second, as it comes into the file */
    WebhookKeys(CatalogEdit edit, Instant now) {
        this.edit = edit;
        this.now = now;
    }

    /**
     * What a user wants of a new key.
     *
     * @param limited to the event type that it is made with
     */
    record Wishes(
            Optional<String> id,
            boolean limited,
            Optional<Instant> expires,
            Optional<Long> eventsPerSecond,
            Optional<Long> bytesPerSecond) {

        private KeyEntry applyTo(KeyEntry entry) {
            KeyEntry paced = entry.at(eventsPerSecond, bytesPerSecond);
            return expires.map(paced::expiring).orElse(paced);
        }
    }

    /**
     * What came of a new webhook.
     *
     * @param registered what was missing, in words
     */
    record Made(List<String> registered, Optional<WebhookReport.Key> key) {}

    /**
     * Registers an event type, and makes a key for it where one is wanted.
     *
     * @throws ConfigurationException when the key's id is taken
     */
    Made make(WebhookUrls webhook, Optional<Wishes> wishes) {
        Optional<NewKey> key = wishes.map(this::newKey);
        CatalogEdit.Change change = edit.apply(before -> {
            CatalogText with = before.withEventType(
                    webhook.tenant(), webhook.dataCore(), webhook.flowType(), webhook.eventType(), UUID.randomUUID());
            return key.map(made -> withKey(with, webhook.tenant(), entry(with.catalog(), webhook, made, wishes.get())))
                    .orElse(with);
        });
        Optional<WebhookReport.Key> report = key.map(made ->
                new WebhookReport.Key(made, change.after().key(made.id()).orElseThrow()));
        return new Made(registered(webhook, change), report);
    }

    private static KeyEntry entry(Catalog catalog, WebhookUrls webhook, NewKey key, Wishes wishes) {
        KeyEntry whole = wishes.applyTo(KeyEntry.of(key));
        String dataCore = catalog.dataCore(webhook.tenant(), webhook.dataCore())
                .orElseThrow()
                .name();
        return wishes.limited()
                ? whole.limitedTo(dataCore + "/" + webhook.flowType() + "/" + webhook.eventType())
                : whole;
    }

    /**
     * Makes a key with the rights of another, which goes on for a while.
     *
     * @throws ConfigurationException when there is no such key, or it has an end and none is wished for the new one, or the
     *     new one's id is taken
     */
    WebhookRotation rotate(String id, Duration overlap, Wishes wishes) {
        NewKey key = newKey(wishes);
        Instant end = now.plus(overlap);
        CatalogEdit.Change change = edit.apply(before -> {
            KeyEntry old = known(before, id);
            if (old.expires().isPresent() && wishes.expires().isEmpty()) {
                throw new ConfigurationException(
                        "key " + id + " ends at " + old.expires().get()
                                + ", perhaps because another has taken its place; say with --expires when the new one ends");
            }
            CatalogText with = withKey(before, tenant(before, id), wishes.applyTo(old.forKey(key)));
            boolean endsBefore =
                    old.expires().map(sooner -> sooner.isBefore(end)).orElse(false);
            return endsBefore ? with : with.withExpiry(id, end);
        });
        CatalogText after = change.after();
        return new WebhookRotation(
                new WebhookReport.Key(key, after.key(key.id()).orElseThrow()),
                id,
                after.key(id).flatMap(KeyEntry::expires).orElseThrow());
    }

    /**
     * Takes a key out.
     *
     * @return the tenant it was of
     * @throws ConfigurationException when there is no such key
     */
    String revoke(String id) {
        CatalogEdit.Change change = edit.apply(before -> {
            known(before, id);
            return before.withoutKey(id);
        });
        return tenant(change.before(), id);
    }

    private NewKey newKey(Wishes wishes) {
        return NewKey.make(wishes.id().orElseGet(() -> NewKey.randomId(random)), random);
    }

    private static CatalogText withKey(CatalogText text, String tenant, KeyEntry entry) {
        if (text.key(entry.id()).isPresent()) {
            throw new ConfigurationException("there is a key " + entry.id() + " already; choose another --key-id");
        }
        return text.withKey(tenant, entry);
    }

    private static KeyEntry known(CatalogText text, String id) {
        return text.key(id)
                .orElseThrow(() -> new ConfigurationException(
                        "there is no key " + PlainText.line(id, 64) + " in the catalog; " + ids(text)));
    }

    private static String ids(CatalogText text) {
        List<String> ids =
                text.catalog().keys().stream().map(key -> key.id()).sorted().toList();
        return ids.isEmpty() ? "it has none" : "it has " + String.join(", ", ids);
    }

    private static String tenant(CatalogText text, String id) {
        return text.catalog().keys().stream()
                .filter(key -> key.id().equals(id))
                .findFirst()
                .orElseThrow()
                .tenant();
    }

    private static List<String> registered(WebhookUrls webhook, CatalogEdit.Change change) {
        Catalog before = change.before().catalog();
        Optional<DataCore> core = before.dataCore(webhook.tenant(), webhook.dataCore());
        List<String> registered = new ArrayList<>();
        if (before.tenant(webhook.tenant()).isEmpty()) {
            registered.add("tenant " + webhook.tenant());
        }
        if (core.isEmpty()) {
            DataCore made = change.after()
                    .catalog()
                    .dataCore(webhook.tenant(), webhook.dataCore())
                    .orElseThrow();
            registered.add("data core " + made.name() + " (" + made.id() + ")");
        }
        if (core.map(known -> before.flowTypes(known.id(), Optional.of(webhook.flowType())))
                .orElse(List.of())
                .isEmpty()) {
            registered.add("flow type " + webhook.flowType());
        }
        if (before.find(webhook.tenant(), webhook.dataCore(), webhook.flowType(), webhook.eventType())
                .isEmpty()) {
            registered.add("event type " + webhook.eventType());
        }
        return registered;
    }
}
