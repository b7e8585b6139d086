package org.beliefgrid;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beliefgrid.broken.client.KeepsState;
import org.beliefgrid.broken.data.ReadsHadoop;
import org.beliefgrid.broken.data.StartsAJob;
import org.beliefgrid.broken.grid.TalksToTheConsole;
import org.beliefgrid.broken.learning.LearnsByChance;
import org.beliefgrid.broken.learning.LearnsFromFiles;
import org.beliefgrid.broken.learning.LearnsFromMaps;
import org.beliefgrid.broken.math.ReachesForTheGrid;
import org.beliefgrid.broken.model.ReachesForAJob;
import org.beliefgrid.broken.scorer.ScoresWithALibrary;
import org.beliefgrid.broken.store.ReadsSerialisedObjects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The picture of docs/architecture.md as rules, over all classes of model-store, grid-node and jobs. Each rule is also put
 * to the same packages under {@code org.beliefgrid.broken}, where it must refuse the classes made to break it, and no other.
 */
class ArchitectureTest {
    private static final String OURS = "org.beliefgrid";
    private static final String BROKEN = "org.beliefgrid.broken";
    /** The one exception: the process's connections to Hadoop file systems, which no result depends on. */
    private static final String CONNECTION_POOL = "org.beliefgrid.store.HadoopFileSystems";
    private static final JavaClasses OUR_CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(OURS);
    private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);
    private static final Path MODULES = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    /** A rule about packages below a root, and who breaks it below {@link #BROKEN}. */
    enum Rule {
        MODEL_STORE_KNOWS_NEITHER_GRID_NOR_JOBS(ReachesForTheGrid.class, ReachesForAJob.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideInAnyPackage(modelStore(root)).should().dependOnClassesThat()
                        .resideInAnyPackage(join(join(gridNode(root), jobs(root)), "com.hazelcast.."));
            }
        },
        GRID_NODE_KNOWS_NO_JOBS(StartsAJob.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideInAnyPackage(gridNode(root)).should().dependOnClassesThat()
                        .resideInAnyPackage(jobs(root));
            }
        },
        LEARNING_KNOWS_NEITHER_GRID_NOR_FILE_SYSTEM(LearnsFromMaps.class, LearnsFromFiles.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideInAPackage(root + ".learning..").should().dependOnClassesThat()
                        .resideInAnyPackage("com.hazelcast..", "org.apache.hadoop..");
            }
        },
        ONLY_THE_STORE_KNOWS_HADOOP(ReadsHadoop.class, LearnsFromFiles.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideOutsideOfPackage(root + ".store..").should().dependOnClassesThat()
                        .resideInAPackage("org.apache.hadoop..");
            }
        },
        /** What it needs of ours may need no library either: the test of its jar sees to that. */
        THE_SCORER_KNOWS_NO_LIBRARY(ScoresWithALibrary.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideInAPackage(root + ".scorer..").should().dependOnClassesThat()
                        .resideOutsideOfPackages("java..", OURS + "..");
            }
        },
        ONLY_THE_COMMAND_LINE_PRINTS_AND_EXITS(TalksToTheConsole.ToOut.class, TalksToTheConsole.ToErr.class,
                TalksToTheConsole.Exits.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideOutsideOfPackages(root + ".cli..", root + ".scorer.cli..").should()
                        .accessTargetWhere(isOneOf(System.class, "out", "err", "exit"));
            }
        },
        DRAWS_AND_TIME_COME_FROM_OUTSIDE(LearnsByChance.FromAGenerator.class, LearnsByChance.FromTheThread.class,
                LearnsByChance.FromTheProcess.class, LearnsByChance.FromTheClock.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().that().resideInAnyPackage(root + ".learning..", root + ".math..").should()
                        .dependOnClassesThat().areAssignableTo(RandomGenerator.class)
                        .orShould().accessTargetWhere(isOneOf(Math.class, "random"))
                        .orShould().accessTargetWhere(isOneOf(StrictMath.class, "random"))
                        .orShould().accessTargetWhere(isOneOf(System.class, "currentTimeMillis"));
            }
        },
        NOBODY_READS_SERIALISED_OBJECTS(ReadsSerialisedObjects.class) {
            @Override
            ArchRule below(String root) {
                return noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);
            }
        },
        STATIC_FIELDS_ARE_CONSTANTS(KeepsState.InAVariable.class, KeepsState.InACounter.class,
                KeepsState.InAConcurrentMap.class, KeepsState.InAnArrayList.class, KeepsState.InAnOpenArray.class,
                KeepsState.InTheThread.class, KeepsState.InAnObject.class) {
            @Override
            ArchRule below(String root) {
                return fields().that().areStatic().and().doNotHaveModifier(JavaModifier.SYNTHETIC)
                        .and(describe("are not the connection pool", field -> !field.getOwner().getName()
                                .startsWith(CONNECTION_POOL)))
                        .should().beFinal().andShould(beOfAnImmutableKind());
            }
        },
        STATIC_COLLECTIONS_ARE_MADE_IMMUTABLE(KeepsState.InAConcurrentMap.class, KeepsState.InAnArrayList.class,
                KeepsState.BehindAnInterface.class, KeepsState.BehindAFactory.class, KeepsState.InACounter.class) {
            @Override
            ArchRule below(String root) {
                return classes().that().doNotHaveFullyQualifiedName(CONNECTION_POOL)
                        .should(initialiseWithoutMutableCollections());
            }
        };

        private final Set<String> broken;

        Rule(Class<?>... broken) {
            this.broken = Arrays.stream(broken).map(Class::getName).collect(Collectors.toCollection(TreeSet::new));
        }

        abstract ArchRule below(String root);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Rule.class)
    void ourClassesKeepTheRule(Rule rule) {
        rule.below(OURS).allowEmptyShould(true).check(OUR_CLASSES);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Rule.class)
    void theRuleRefusesWhatBreaksItAndNothingElse(Rule rule) {
        List<String> refused = rule.below(BROKEN).evaluate(BROKEN_CLASSES).getFailureReport().getDetails();
        Set<String> names = BROKEN_CLASSES.stream().map(JavaClass::getName)
                .filter(name -> refused.stream().anyMatch(detail -> mentionsAsOrigin(detail, name)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(rule.broken, names, () -> String.join("\n", refused));
    }

    @Test
    void theRulesSeeTheClassesOfLowerModules() {
        Set<String> packages = OUR_CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        assertTrue(packages.contains(OURS + ".math"), () -> "model-store is missing in " + packages);
        assertTrue(packages.stream().anyMatch(name -> name.startsWith(OURS + ".data")), () -> "grid-node is missing in "
                + packages);
        assertFalse(packages.stream().anyMatch(name -> name.startsWith(BROKEN)), "tests are not ours to judge");
    }

    @Test
    void everyPackageIsExplained() throws IOException {
        List<Path> sources;
        try (Stream<Path> modules = Files.list(MODULES)) {
            sources = modules.map(module -> module.resolve("src/main/java")).filter(Files::isDirectory).toList();
        }
        assertTrue(sources.size() >= 3, () -> "sources of at least three modules, found " + sources);
        for (Path source : sources) {
            assertEquals(List.of(), packagesWithoutExplanation(source));
        }
    }

    @Test
    void aPackageWithoutExplanationIsFound() throws IOException {
        Path fixtures = MODULES.resolve("jobs/src/test/java/org/beliefgrid/broken");
        assertTrue(packagesWithoutExplanation(fixtures).contains(fixtures.resolve("math")));
    }

    // What is looked at.

    /** Folders with sources, but without a package-info.java that says something. */
    private static List<Path> packagesWithoutExplanation(Path sources) throws IOException {
        List<Path> unexplained = new ArrayList<>();
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path folder : files.filter(Files::isDirectory).sorted().toList()) {
                Path explanation = folder.resolve("package-info.java");
                if (holdsSources(folder) && !(Files.exists(explanation) && Files.readString(explanation).contains("/**"))) {
                    unexplained.add(folder);
                }
            }
        }
        return unexplained;
    }

    private static boolean holdsSources(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        }
    }

    /** Details read "Method <org.beliefgrid.Origin.name()> calls ..."; only the first class named broke the rule. */
    private static boolean mentionsAsOrigin(String detail, String name) {
        String origin = detail.substring(detail.indexOf('<') + 1, detail.indexOf('>'));
        return origin.equals(name) || origin.startsWith(name + ".");
    }

    // The words that the rules are made of.

    private static String[] modelStore(String root) {
        return packages(root, "math", "metrics", "model", "scoring", "scorer", "store", "error");
    }

    private static String[] gridNode(String root) {
        return packages(root, "data", "learning", "grid");
    }

    private static String[] jobs(String root) {
        return packages(root, "jobs", "client", "process", "bench", "soak", "export", "report", "reproduction", "live", "cli");
    }

    private static String[] packages(String root, String... names) {
        return Arrays.stream(names).map(name -> root + "." + name + "..").toArray(String[]::new);
    }

    private static String[] join(String[] some, String... others) {
        return Stream.concat(Arrays.stream(some), Arrays.stream(others)).toArray(String[]::new);
    }

    /** A field read, a method called or a method named ({@code System::exit}). */
    private static DescribedPredicate<JavaAccess<?>> isOneOf(Class<?> owner, String... members) {
        return describe(owner.getSimpleName() + " " + String.join(", ", members), access ->
                access.getTargetOwner().isEquivalentTo(owner) && List.of(members).contains(access.getTarget().getName()));
    }

    /** Final is not enough: what the field refers to must not change either, or be a private table. */
    private static ArchCondition<JavaField> beOfAnImmutableKind() {
        return condition("be of an immutable kind", (field, events) -> {
            JavaClass type = field.getRawType();
            boolean privateTable = type.isArray() && field.getModifiers().contains(JavaModifier.PRIVATE);
            if (!privateTable && !isImmutable(type)) {
                events.add(SimpleConditionEvent.violated(field, field.getDescription() + " is of type " + type.getName()));
            }
        });
    }

    private static boolean isImmutable(JavaClass type) {
        return type.isPrimitive() || type.isEnum() || type.isRecord() || isImmutableOfOthers(type)
                || type.getPackageName().startsWith(OURS) && !type.isInterface() && hasOnlyFinalFields(type)
                || type.isInterface() && type.isAnnotatedWith(FunctionalInterface.class);
    }

    private static boolean hasOnlyFinalFields(JavaClass type) {
        return type.getAllFields().stream().filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .allMatch(field -> field.getModifiers().contains(JavaModifier.FINAL));
    }

    /** Types of the JDK and of libraries; lists, sets and maps by their interface, whose making another rule looks at. */
    private static boolean isImmutableOfOthers(JavaClass type) {
        return Stream.of(String.class, Integer.class, Long.class, Float.class, Double.class, Boolean.class, Character.class,
                        Byte.class, Short.class, Class.class, List.class, Set.class, Map.class, Path.class, java.net.URI.class,
                        java.math.BigInteger.class, java.math.BigDecimal.class, java.nio.charset.Charset.class,
                        java.nio.ByteOrder.class, java.time.Duration.class, java.time.Instant.class,
                        java.time.LocalDateTime.class, java.time.format.DateTimeFormatter.class, java.util.Locale.class,
                        java.util.UUID.class, java.util.regex.Pattern.class, java.util.Comparator.class,
                        java.util.HexFormat.class,
                        java.lang.invoke.VarHandle.class, java.lang.invoke.MethodHandle.class)
                .anyMatch(type::isEquivalentTo)
                || Set.of("org.slf4j.Logger", "jdk.incubator.vector.VectorSpecies").contains(type.getName());
    }

    /**
     * A static initialiser that makes a growing collection, or anything of java.util.concurrent, keeps it in a static field.
     */
    private static ArchCondition<JavaClass> initialiseWithoutMutableCollections() {
        Predicate<JavaClass> growing = made -> made.isAssignableTo(Collection.class) || made.isAssignableTo(Map.class);
        return condition("initialise static fields without mutable collections", (type, events) ->
                type.getStaticInitializer().ifPresent(initialiser -> initialiser.getAccessesFromSelf().stream()
                        .filter(call -> call.getName().equals("<init>") && growing.test(call.getTargetOwner())
                                || call.getTargetOwner().getPackageName().startsWith("java.util.concurrent")
                                && !call.getTargetOwner().isEnum())
                        .forEach(call -> events.add(SimpleConditionEvent.violated(type, call.getDescription())))));
    }

    private static <T> ArchCondition<T> condition(String description, Check<T> check) {
        return new ArchCondition<>(description) {
            @Override
            public void check(T item, ConditionEvents events) {
                check.check(item, events);
            }
        };
    }

    /** Adds an event for every breach. */
    private interface Check<T> {
        void check(T item, ConditionEvents events);
    }
}
