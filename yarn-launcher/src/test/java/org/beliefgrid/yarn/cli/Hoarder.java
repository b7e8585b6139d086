package org.beliefgrid.yarn.cli;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.bytedeco.javacpp.Pointer;

/** Goes into a running member and takes native memory there that nobody has counted on, as a leaking library would. */
public final class Hoarder {
    private static final String FILE = Hoarder.class.getName().replace('.', '/') + ".class";

    private Hoarder() {
    }

    /** Inside the member: the argument is a number of bytes. */
    public static void agentmain(String bytes) {
        long size = Long.parseLong(bytes);
        Pointer.memset(Pointer.malloc(size), 1, size);
    }

    /** Has a process take memory. */
    static void intrude(ProcessHandle member, long bytes, Path folder) throws Exception {
        Path jar = jar(folder.resolve("hoarder.jar"));
        VirtualMachine machine = VirtualMachine.attach(String.valueOf(member.pid()));
        try {
            machine.loadAgent(jar.toString(), String.valueOf(bytes));
        } catch (IOException e) {
            // It ended while it was at it.
        } finally {
            machine.detach();
        }
    }

    private static Path jar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", Hoarder.class.getName());
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file, manifest);
                InputStream in = Hoarder.class.getClassLoader().getResourceAsStream(FILE)) {
            out.putNextEntry(new JarEntry(FILE));
            in.transferTo(out);
            out.closeEntry();
        }
        return jar;
    }
}
