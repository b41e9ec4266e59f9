package org.pineflow.simulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class SimulatorIndependenceTest {

    @Test
    void theSimulatorSharesNoCodeWithTheClientItTests() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.pineflow.simulator", "java..", "io.netty..", "com.fasterxml.jackson..", "org.slf4j")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("org.pineflow.simulator"));
    }
}
