package org.beliefgrid.grid;

import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.beliefgrid.learning.IterativeAlgorithm;

/**
 * Which of some classes a member does not have: one that was started without a user's jar could not carry out its algorithms.
 *
 * @param classes their names
 */
public record MissingClassTask(String[] classes) implements Callable<String> {
    /** The one that asks for the classes of algorithms. */
    public static MissingClassTask of(Iterable<? extends IterativeAlgorithm> algorithms) {
        Set<String> names = new TreeSet<>();
        algorithms.forEach(algorithm -> names.add(algorithm.getClass().getName()));
        return new MissingClassTask(names.toArray(String[]::new));
    }

    /** @return the first that is missing or cannot be loaded, and why; empty if all are there */
    @Override
    public String call() {
        for (String name : classes) {
            try {
                Class.forName(name, false, IterativeAlgorithm.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                return name;
            } catch (LinkageError e) {
                return name + " in a form that it can load (" + e + ")";
            }
        }
        return "";
    }
}
