package org.beliefgrid.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;
import org.beliefgrid.error.BadInputException;

/** A place on a file system that Hadoop knows. */
final class HadoopPlace implements Place {
    private final Path path;
    private final String text;

    private HadoopPlace(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    /** @param text a URI with scheme, as Hadoop's own commands take it: nothing in it is percent-decoded */
    static HadoopPlace of(String text) {
        return new HadoopPlace(HadoopFileSystems.pathOf(text), text.replaceAll("(?<=[^:/])/+$", ""));
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public Object identity() {
        return path;
    }

    @Override
    public String name() {
        return path.getName();
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public Place child(String name) {
        return new HadoopPlace(named(path, name), text + (text.endsWith("/") ? "" : "/") + name);
    }

    @Override
    public Place sibling(String name) {
        return new HadoopPlace(named(path.getParent() == null ? path : path.getParent(), name), text);
    }

    /** Not {@code new Path(folder, name)}: that takes what precedes a colon in the name for a scheme. */
    private static Path named(Path folder, String name) {
        String parent = folder.toUri().getPath();
        String child = parent + (parent.endsWith("/") ? "" : "/") + name;
        return new Path(folder.toUri().getScheme(), folder.toUri().getAuthority(), child);
    }

    @Override
    public boolean exists() throws IOException {
        return asking(files -> files.util().exists(path));
    }

    @Override
    public boolean isFolder() throws IOException {
        return asking(files -> files.util().exists(path) && files.getFileStatus(path).isDirectory());
    }

    @Override
    public long length() throws IOException {
        return asking(files -> requireFile(files).getLen());
    }

    @Override
    public InputStream open() throws IOException {
        return asking(files -> {
            requireFile(files);
            return files.open(path);
        });
    }

    @Override
    public void createParents() throws IOException {
        if (path.getParent() == null) {
            throw new IOException(text + ": cannot be written: is the root folder");
        }
        asking(files -> {
            files.mkdir(path.getParent(), null, true);
            return null;
        });
    }

    @Override
    public OutputStream createNew() throws IOException {
        try {
            FSDataOutputStream out = HadoopFileSystems.ask(path, text, this::create);
            return new DurableOutputStream(text, out, out::hsync);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(text);
        }
    }

    private FSDataOutputStream create(FileContext files) throws IOException {
        try {
            return files.create(path, EnumSet.of(CreateFlag.CREATE));
        } catch (RemoteException e) {
            // What HDFS says of a file that exists while its writer has not closed it yet.
            if (e.getClassName().equals(AlreadyBeingCreatedException.class.getName())
                    || e.getClassName().endsWith(".RecoveryInProgressException")) {
                throw new org.apache.hadoop.fs.FileAlreadyExistsException(text);
            }
            throw e;
        }
    }

    @Override
    public void renameOver(Place target) throws IOException {
        asking(files -> {
            files.rename(path, ((HadoopPlace) target).path, Options.Rename.OVERWRITE);
            return null;
        });
    }

    @Override
    public List<String> childNames() throws IOException {
        return asking(files -> {
            if (!files.util().exists(path)) {
                return List.of();
            }
            if (!files.getFileStatus(path).isDirectory()) {
                throw new BadInputException(text + ": is a file, expected a folder");
            }
            return Stream.of(files.util().listStatus(path)).map(child -> child.getPath().getName()).toList();
        });
    }

    @Override
    public void delete() throws IOException {
        asking(files -> {
            try {
                return files.delete(path, true);
            } catch (FileNotFoundException e) {
                return false;
            }
        });
    }

    private FileStatus requireFile(FileContext files) throws IOException {
        FileStatus status = files.getFileStatus(path);
        if (status.isDirectory()) {
            throw new BadInputException(text + ": is a folder, expected a file");
        }
        return status;
    }

    private <T> T asking(HadoopFileSystems.Question<T> question) throws IOException {
        try {
            return HadoopFileSystems.ask(path, text, question);
        } catch (FileNotFoundException e) {
            throw new BadInputException(text + ": no such file", e);
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw new BadInputException(text + ": " + OneLine.of(e), e);
        }
    }
}
