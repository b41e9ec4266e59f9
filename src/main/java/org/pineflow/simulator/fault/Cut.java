package org.pineflow.simulator.fault;

import java.util.Map;

/** The connection ends. */
record Cut(By by) implements Effect {

    /** How it ends. */
    enum By {
        RESET,
        CLOSE
    }

    static final Parameter<By> BY = Parameter.oneOf("by", By.RESET);

    static Cut of(Map<String, String> given) {
        return new Cut(BY.in(given));
    }

    @Override
    public Runnable onLine(Line line) {
        switch (by) {
            case RESET -> line.reset();
            case CLOSE -> line.close();
        }
        return NOTHING;
    }
}
