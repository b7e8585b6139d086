package org.beliefgrid.broken.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** Every kind of state that outlives a call, and beside it constants that do not. */
public final class KeepsState {
    private KeepsState() {
    }

    /** May be set again. */
    public static final class InAVariable {
        static int calls;

        private InAVariable() {
        }
    }

    /** A counter by its type. */
    public static final class InACounter {
        static final AtomicLong CALLS = new AtomicLong();

        private InACounter() {
        }
    }

    /** A map by its type. */
    public static final class InAConcurrentMap {
        static final ConcurrentHashMap<String, String> CACHE = new ConcurrentHashMap<>();

        private InAConcurrentMap() {
        }
    }

    /** A list by its type. */
    public static final class InAnArrayList {
        static final ArrayList<String> SEEN = new ArrayList<>();

        private InAnArrayList() {
        }
    }

    /** A map that looks like a constant. */
    public static final class BehindAnInterface {
        static final Map<String, String> CACHE = Collections.synchronizedMap(new HashMap<>());

        private BehindAnInterface() {
        }
    }

    /** A set that looks like a constant and is made by a method. */
    public static final class BehindAFactory {
        static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

        private BehindAFactory() {
        }
    }

    /** Whose values anybody may change. */
    public static final class InAnOpenArray {
        public static final int[] SIZES = {1, 2};

        private InAnOpenArray() {
        }
    }

    /** One value a thread. */
    public static final class InTheThread {
        static final ThreadLocal<String> CURRENT = new ThreadLocal<>();

        private InTheThread() {
        }
    }

    /** An object with a variable in it. */
    public static final class InAnObject {
        static final InAnObject SHARED = new InAnObject();
        int calls;

        private InAnObject() {
        }
    }

    /** What no rule refuses. */
    public static final class OnlyConstants {
        static final int SIZE = 3;
        static final String NAME = "name";
        static final Pattern WORD = Pattern.compile("\\w+");
        static final List<String> NAMES = List.of("a", "b");
        static final Kind KIND = Kind.ONE;
        static final Value VALUE = new Value(3);
        static final OnlyConstants SHARED = new OnlyConstants(1);
        private static final double[] TABLE = {1, 2};

        private final double size;

        private OnlyConstants(int index) {
            size = TABLE[index];
        }

        /** The switch makes the compiler write a hidden static field. */
        static double size(Kind kind) {
            return switch (kind) {
                case ONE -> SHARED.size;
                case TWO -> VALUE.size;
            };
        }
    }

    /** An enum, whose constants are static fields. */
    public enum Kind {
        ONE, TWO
    }

    /** A value. */
    public record Value(int size) {
    }
}
