package org.beliefgrid.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What programs that embed the client see: nothing that may change without notice. */
class PublicSignaturesTest {
    private static final JavaClasses CLIENT = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.beliefgrid.client");
    /** How the program itself gets a grid: by its own kinds of places and secrets. */
    private static final Set<String> OF_THE_PROGRAM = Set.of("org.beliefgrid.store.Location",
            "org.beliefgrid.grid.security.GridSecret");
    private static final Set<String> VALUES = Set.of("org.beliefgrid.learning.Choice", "org.beliefgrid.learning.Figure",
            "org.beliefgrid.scoring.Score");
    private static final List<String> OPEN = List.of("java.", "com.hazelcast.core.", "com.hazelcast.function.",
            "com.hazelcast.jet.pipeline.", "org.beliefgrid.client.", "org.beliefgrid.model.", "org.beliefgrid.error.");

    private static boolean isOpen(JavaClass type) {
        JavaClass base = type.getBaseComponentType();
        return base.isPrimitive() || VALUES.contains(base.getName())
                || base.getModifiers().contains(JavaModifier.PUBLIC) && OPEN.stream().anyMatch(base.getName()::startsWith);
    }

    private static Stream<JavaClass> named(JavaCodeUnit unit) {
        return Stream.concat(unit.getAllInvolvedRawTypes().stream(), Stream.of(unit.getRawReturnType()));
    }

    private static Set<String> closed(JavaClass type) {
        Set<String> found = new TreeSet<>();
        type.getCodeUnits().stream().filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
                .forEach(unit -> named(unit).filter(named -> !isOpen(named)).forEach(named -> found.add(named.getName())));
        return found;
    }

    @Test
    void noInternalTypeStandsInAPublicSignature() {
        int looked = 0;
        for (JavaClass type : CLIENT) {
            if (type.getModifiers().contains(JavaModifier.PUBLIC)) {
                Set<String> found = closed(type);
                found.removeAll(OF_THE_PROGRAM);
                assertEquals(Set.of(), found, type.getName());
                looked++;
            }
        }
        assertTrue(looked >= 10, "public classes of the client: " + looked);
    }

    @Test
    void theProgramsOwnTypesStandWhereItGetsAGridAndNowhereElse() {
        Set<String> users = new TreeSet<>();
        for (JavaClass type : CLIENT) {
            if (type.getModifiers().contains(JavaModifier.PUBLIC) && closed(type).stream().anyMatch(OF_THE_PROGRAM::contains)) {
                users.add(type.getSimpleName());
            }
        }
        assertEquals(Set.of("EmbeddedGrid", "GridClient"), users);
    }
}
