package org.beliefgrid.data.table;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.beliefgrid.store.Location;

/** A file as Parquet's reader wants it. Going backwards opens it again, which happens a few times in a row group. */
final class LocationInput implements InputFile {
    private final Location file;
    private final long length;

    LocationInput(Location file) throws IOException {
        this.file = file;
        length = file.length();
    }

    @Override
    public long getLength() {
        return length;
    }

    @Override
    public SeekableInputStream newStream() throws IOException {
        Places places = new Places(file);
        return new DelegatingSeekableInputStream(places) {
            @Override
            public long getPos() {
                return places.at;
            }

            @Override
            public void seek(long place) throws IOException {
                places.seek(place);
            }
        };
    }

    @Override
    public String toString() {
        return file.toString();
    }

    /** The bytes of a file from any place on. */
    private static final class Places extends InputStream {
        private final Location file;
        private InputStream in;
        private long at;

        Places(Location file) throws IOException {
            this.file = file;
            in = file.open();
        }

        void seek(long place) throws IOException {
            if (place < at) {
                in.close();
                in = file.open();
                at = 0;
            }
            try {
                in.skipNBytes(place - at);
            } catch (EOFException e) {
                throw new EOFException("it ends before byte " + place);
            }
            at = place;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            at += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int count) throws IOException {
            int read = in.read(bytes, offset, count);
            at += Math.max(0, read);
            return read;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
