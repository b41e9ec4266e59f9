package org.pineflow.bench.pipeline;

import java.util.List;

/**
 * One comparison: programs that carry the same load in turn.
 *
 * @param group the part of the programme that it belongs to
 * @param name its own, unique
 * @param programs {@code pineflow-isal}, {@code pineflow-jdk} or the names of peers
 */
record Scenario(String group, String name, Load load, List<String> programs) {}
