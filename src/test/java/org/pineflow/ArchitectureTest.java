package org.pineflow;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom, and what no class of the house does. */
class ArchitectureTest {

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.pineflow");

    private static final String CAMEL = "org.apache.camel..";

    /** What the generator of Camel's components writes; its shape is not ours. */
    private static final DescribedPredicate<JavaClass> GENERATED = JavaClass.Predicates.simpleNameEndingWith(
                    "Configurer")
            .or(JavaClass.Predicates.simpleNameEndingWith("UriFactory"))
            .or(JavaClass.Predicates.simpleNameEndingWith("Loader"));

    // Each room, and the rooms of the house that it may know. What is not listed here is not allowed.

    @Test
    void eventKnowsNobody() {
        check(room("event").mayKnow());
    }

    @Test
    void optionKnowsNobody() {
        check(room("option").mayKnow());
    }

    @Test
    void findingKnowsNobody() {
        check(room("finding").mayKnow());
    }

    @Test
    void durableKnowsNobody() {
        check(room("durable").mayKnow());
    }

    @Test
    void positionKnowsNobodyButHowToWriteFiles() {
        check(room("position").mayKnow("durable"));
    }

    @Test
    void deadLettersKnowEvents() {
        check(room("deadletter").mayKnow("event", "durable"));
    }

    @Test
    void fd1KnowsEventsPositionsAndDeadLetters() {
        check(room("fd1").mayKnow("event", "position", "deadletter", "option", "finding"));
    }

    @Test
    void flowcoreKnowsEvents() {
        check(room("flowcore").mayKnow("event", "option", "finding"));
    }

    @Test
    void deliveryKnowsWhatFlowcoreRefuses() {
        check(room("delivery").mayKnow("event", "flowcore", "deadletter"));
    }

    @Test
    void ingestKnowsNobodyButHowToKeepFilesAndDatabases() {
        check(room("ingest").mayKnow("durable"));
    }

    @Test
    void theSimulatorKnowsNobody() {
        check(room("simulator").mayKnow());
    }

    @Test
    void faultsKnowNothingOfTheServerTheyStrike() {
        check(noClasses()
                .that()
                .resideInAPackage("org.pineflow.simulator.fault")
                .should()
                .dependOnClassesThat(resideInAPackage("org.pineflow.simulator..")
                        .and(resideOutsideOfPackages("org.pineflow.simulator.fault"))));
    }

    @Test
    void everyRoomIsListedHere() {
        check(classes()
                .should()
                .resideInAnyPackage(
                        "org.pineflow.event..",
                        "org.pineflow.durable..",
                        "org.pineflow.option..",
                        "org.pineflow.finding..",
                        "org.pineflow.position..",
                        "org.pineflow.deadletter..",
                        "org.pineflow.fd1..",
                        "org.pineflow.flowcore..",
                        "org.pineflow.delivery..",
                        "org.pineflow.ingest..",
                        "org.pineflow.simulator..",
                        "org.pineflow.cli.."));
    }

    @Test
    void roomsAreFreeOfCycles() {
        check(slices().matching("org.pineflow.(*)..").should().beFreeOfCycles());
    }

    @Test
    void protocolsAndStoresKnowNoCamel() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "org.pineflow.event..",
                        "org.pineflow.durable..",
                        "org.pineflow.option..",
                        "org.pineflow.finding..",
                        "org.pineflow.position..",
                        "org.pineflow.deadletter..",
                        "org.pineflow.simulator..",
                        "org.pineflow.fd1.check..",
                        "org.pineflow..client..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CAMEL));
    }

    @Test
    void clientsKnowNothingOfTheComponentAroundThem() {
        check(noClasses()
                .that()
                .resideInAPackage("org.pineflow..client..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.pineflow.fd1", "org.pineflow.flowcore")));
    }

    @Test
    void componentsNeedOnlyWhatIsNotOptional() {
        check(noClasses()
                .that()
                .resideInAnyPackage("org.pineflow.fd1..", "org.pineflow.flowcore..", "org.pineflow.event..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.camel.main..", "org.apache.logging.log4j..", "picocli..", "com.zaxxer.."));
    }

    @Test
    void nobodySleeps() {
        check(noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class));
    }

    @Test
    void onlyTheMainClassEndsTheProcess() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.pineflow.cli.Pineflow")
                .should()
                .callMethod(System.class, "exit", int.class));
    }

    @Test
    void onlyCommandsWriteToTheTerminal() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.pineflow.cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err"));
    }

    @Test
    void noJavaSerialisation() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectInputStream.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ObjectOutputStream.class));
    }

    @Test
    void noStaticMutableState() {
        check(fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(DescribedPredicate.not(GENERATED))
                .should()
                .beFinal());
    }

    @Test
    void publicClassesAreClosedUnlessCamelExtendsThem() {
        check(classes()
                .that()
                .arePublic()
                .and()
                .areNotInterfaces()
                .and()
                .areNotAssignableTo(Throwable.class)
                .and(DescribedPredicate.not(GENERATED))
                .should(beFinalOrExtendCamel()));
    }

    private static ArchCondition<JavaClass> beFinalOrExtendCamel() {
        return new ArchCondition<>("be final, abstract, sealed by its constructors, or a class of Camel's") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean closed = type.getModifiers().contains(JavaModifier.FINAL)
                        || type.getModifiers().contains(JavaModifier.ABSTRACT)
                        || type.getConstructors().stream()
                                .allMatch(made -> made.getModifiers().contains(JavaModifier.PRIVATE));
                boolean camels = type.getAllRawSuperclasses().stream()
                                .anyMatch(parent -> parent.getPackageName().startsWith("org.apache.camel"))
                        || type.isAnnotatedWith("org.apache.camel.spi.UriParams");
                if (!closed && !camels) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is open for extension"));
                }
            }
        };
    }

    private static void check(ArchRule rule) {
        rule.check(HOUSE);
    }

    private static Room room(String name) {
        return new Room(name);
    }

    private record Room(String name) {

        ArchRule mayKnow(String... others) {
            List<String> allowed = new ArrayList<>(List.of("org.pineflow." + name + ".."));
            for (String other : others) {
                allowed.add("org.pineflow." + other + "..");
            }
            return noClasses()
                    .that()
                    .resideInAPackage("org.pineflow." + name + "..")
                    .should()
                    .dependOnClassesThat(resideInAPackage("org.pineflow..")
                            .and(resideOutsideOfPackages(allowed.toArray(String[]::new))))
                    .allowEmptyShould(true);
        }
    }
}
