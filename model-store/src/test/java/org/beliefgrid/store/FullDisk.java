package org.beliefgrid.store;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Consumer;

/** A place on a disk that takes so many bytes and files, and no more, and tells when it makes one. Removing makes no room. */
record FullDisk(Place place, Room room) implements Place {
    /** What is left. */
    static final class Room {
        private long bytes = Long.MAX_VALUE;
        private long files = Long.MAX_VALUE;
        private Consumer<String> watcher = name -> { };

        /** @param newWatcher gets the name of every file before it is made */
        void watch(Consumer<String> newWatcher) {
            watcher = newWatcher;
        }

        void limit(long mostBytes, long mostFiles) {
            bytes = mostBytes;
            files = mostFiles;
        }

        private void take(int count) throws IOException {
            if (bytes < count) {
                bytes = 0;
                throw new IOException("No space left on device");
            }
            bytes -= count;
        }
    }

    @Override
    public String text() {
        return place.text();
    }

    @Override
    public Object identity() {
        return place.identity();
    }

    @Override
    public String name() {
        return place.name();
    }

    @Override
    public boolean isLocal() {
        return place.isLocal();
    }

    @Override
    public Place child(String name) {
        return new FullDisk(place.child(name), room);
    }

    @Override
    public Place sibling(String name) {
        return new FullDisk(place.sibling(name), room);
    }

    @Override
    public boolean exists() throws IOException {
        return place.exists();
    }

    @Override
    public boolean isFolder() throws IOException {
        return place.isFolder();
    }

    @Override
    public long length() throws IOException {
        return place.length();
    }

    @Override
    public InputStream open() throws IOException {
        return place.open();
    }

    @Override
    public void createParents() throws IOException {
        place.createParents();
    }

    @Override
    public OutputStream createNew() throws IOException {
        if (room.files == 0) {
            throw new IOException(text() + ": cannot be written: Read-only file system");
        }
        room.files--;
        room.watcher.accept(name());
        OutputStream out = place.createNew();
        return new DurableOutputStream(text(), new FilterOutputStream(out) {
            @Override
            public void write(int value) throws IOException {
                room.take(1);
                out.write(value);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                int fits = (int) Math.min(length, room.bytes);
                out.write(bytes, offset, fits);
                room.take(length);
            }
        }, () -> { });
    }

    @Override
    public void renameOver(Place target) throws IOException {
        place.renameOver(((FullDisk) target).place);
    }

    @Override
    public List<String> childNames() throws IOException {
        return place.childNames();
    }

    @Override
    public void delete() throws IOException {
        place.delete();
    }
}
