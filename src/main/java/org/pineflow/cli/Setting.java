package org.pineflow.cli;

import java.util.Objects;

/**
 * One key with its value and the place where the user can find it. The value may be a secret: it never appears in
 * {@link #toString()}.
 *
 * @param origin for messages, for example {@code config/shop.properties, line 12}
 */
record Setting(String key, String value, String origin) {

    Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(origin, "origin");
    }

    Setting withKey(String otherKey) {
        return new Setting(otherKey, value, origin);
    }

    @Override
    public String toString() {
        return key + " (" + origin + ")";
    }
}
