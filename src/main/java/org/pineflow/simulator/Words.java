package org.pineflow.simulator;

import java.util.SplittableRandom;

/** The invented words rows are made of; some are not Latin, some need escapes in JSON. */
final class Words {

    private static final String[] FIRST = {
        "Aroha", "Nikau", "José", "Zoë", "Søren", "李娜", "Владимир", "أمينة", "Mary-Ann", "O'Hara", "नेहा", "Björk"
    };
    private static final String[] LAST = {
        "Kahu",
        "Tāne",
        "Müller",
        "Ngāta",
        "佐藤",
        "Иванова",
        "Smith",
        "van der \"Berg\"",
        "Łukasz",
        "Papadopoulos",
        "D\\Angelo"
    };
    private static final String[] STREETS = {
        "Queen Street", "Māori Road", "Straße des 17. Juni", "青山通り", "1/2 Back\tLane"
    };
    private static final String[] CITIES = {"Auckland", "Whangārei", "Ōtaki", "Zürich", "東京", "Dunedin"};
    private static final String[] THINGS = {
        "Rope 10m",
        "Kettle",
        "Crème brûlée set",
        "Lamp \"Kea\"",
        "Tūī feeder",
        "抹茶",
        "Paint 1/2 l",
        "Nails\n100 pcs",
        "Кружка",
        "🥝 jam"
    };
    private static final String[] MATERIALS = {"blue", "oak", "steel", "bio", "extra large", "färgad"};

    /** Whole JSON texts, with escapes a JSON writer would not choose by itself. */
    private static final String[] NOTES = {
        "\"\"", "\"plain\"", "\"caf\\u00e9 \\/ bar\"", "\"tab\\there\"", "\"\\ud83e\\udd5d kiwi\"", "null"
    };

    private Words() {}

    static String first(SplittableRandom random) {
        return pick(FIRST, random);
    }

    static String last(SplittableRandom random) {
        return pick(LAST, random);
    }

    static String street(SplittableRandom random) {
        return random.nextInt(1, 400) + " " + pick(STREETS, random);
    }

    static String city(SplittableRandom random) {
        return pick(CITIES, random);
    }

    static String thing(SplittableRandom random) {
        return pick(THINGS, random) + " " + pick(MATERIALS, random);
    }

    /** A note as JSON text. */
    static String noteJson(SplittableRandom random) {
        return pick(NOTES, random);
    }

    private static String pick(String[] words, SplittableRandom random) {
        return words[random.nextInt(words.length)];
    }
}
