package org.pineflow.bench.pipeline;

import java.util.function.UnaryOperator;

/**
 * What programs are called where people read of them.
 *
 * @param plain from the name of a program
 */
record Titles(UnaryOperator<String> plain) {

    String plain(String program) {
        return plain.apply(program);
    }

    /** In Markdown, with Pineflow set off from the others. */
    String marked(String program) {
        return Launcher.isPineflow(program) ? "**" + plain(program) + "**" : plain(program);
    }
}
