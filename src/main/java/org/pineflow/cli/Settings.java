package org.pineflow.cli;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Settings in layers: a later layer wins over an earlier one, key by key. Two spellings of one key are one setting
 * (see {@link SettingKey}). Immutable.
 */
final class Settings {

    private static final Settings NONE = new Settings(Map.of());

    private final Map<String, Setting> byIdentity;

    private Settings(Map<String, Setting> byIdentity) {
        this.byIdentity = byIdentity;
    }

    static Settings none() {
        return NONE;
    }

    /**
     * These settings with a layer above them. A key keeps the spelling it had first, so that a placeholder that names it
     * finds it whichever spelling a later layer used.
     */
    Settings under(List<Setting> layer) {
        Map<String, Setting> merged = new LinkedHashMap<>(byIdentity);
        for (Setting setting : layer) {
            merged.merge(
                    SettingKey.identity(setting.key()),
                    setting.withKey(SettingKey.canonical(setting.key())),
                    (below, above) -> above.withKey(below.key()));
        }
        return new Settings(Collections.unmodifiableMap(merged));
    }

    /** The setting of this key in any of its spellings. */
    Optional<Setting> find(String key) {
        return Optional.ofNullable(byIdentity.get(SettingKey.identity(key)));
    }

    Collection<Setting> all() {
        return byIdentity.values();
    }

    /** Every key with its value, in the order in which the keys came up first. Contains secrets. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        byIdentity.values().forEach(setting -> values.put(setting.key(), setting.value()));
        return values;
    }

    @Override
    public String toString() {
        return byIdentity.values().toString();
    }
}
