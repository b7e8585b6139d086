package org.beliefgrid.math;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * What JavaCPP's presets do not map: the choice of OpenBLAS's kernel, which OpenBLAS makes once, while it is loaded, by a
 * variable of the process's environment.
 */
final class OpenBlas {
    static final String CORE_VARIABLE = "OPENBLAS_CORETYPE";

    private static final int RTLD_LAZY = 1;

    private OpenBlas() {
    }

    /**
     * The name of the kernel that our products run with. ND4J loads two images of OpenBLAS, which each has its own kernel; so
     * the question goes to the JNI library of our products, and is answered by the image that this one is linked with.
     *
     * @throws UnsatisfiedLinkError if it is a library that does not tell
     */
    static String coreName() {
        // Without flags of its own JNA would make the symbols of the library global, for all that is loaded later.
        NativeLibrary products = NativeLibrary.getInstance(Loader.load(openblas_nolapack.class),
                Map.of(Library.OPTION_OPEN_FLAGS, RTLD_LAZY));
        return products.getFunction("openblas_get_corename").invokeString(new Object[0], false);
    }

    /**
     * Sets or removes {@code OPENBLAS_CORETYPE} in this process, for an OpenBLAS that is not loaded yet. {@link System#getenv}
     * goes on giving what the process was started with.
     *
     * @throws IllegalStateException if the environment cannot be changed
     */
    static void setCoreVariable(Optional<String> value) {
        NativeLibrary c = NativeLibrary.getProcess();
        int failed = value.isPresent()
                ? c.getFunction("setenv").invokeInt(new Object[] {CORE_VARIABLE, value.get(), 1})
                : c.getFunction("unsetenv").invokeInt(new Object[] {CORE_VARIABLE});
        if (failed != 0) {
            throw new IllegalStateException(CORE_VARIABLE + " cannot be set in this process");
        }
    }
}
