package org.beliefgrid.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beliefgrid.error.BadInputException;
import org.beliefgrid.error.CorruptCheckpointException;
import org.beliefgrid.error.CorruptModelException;
import org.beliefgrid.error.InvalidConfigException;
import org.beliefgrid.error.OtherVersionException;
import org.beliefgrid.model.RunState;
import org.beliefgrid.store.Checkpoint.Numbers;
import org.beliefgrid.store.Checkpoint.Own;

/**
 * The file of a {@link Checkpoint}, format version 1. Fields follow each other without gaps. All numbers are little-endian:
 * int32 is a signed 32-bit integer, float32 an IEEE 754 single.
 * <pre>
 * type              field             value
 * 8 bytes           magic             89 43 4B 50 0D 0A 1A 0A: "CKP" between a byte that is no text and line ends that show
 *                                     whether the file was transferred as text
 * int32             version           1
 * int32             run length        bytes of the next field, 0 to 1,048,576
 * UTF-8             run               YAML of {@link RunState}
 * int32             sections          of the state, 0 and up; of each:
 *   int32           name length       bytes of the next field, 0 to 65,536
 *   UTF-8           name
 *   int32           values            number N of values, 1 and up
 *   float32[N]      values
 * int32             sections          of the starting point, 0 and up; of each the same four fields
 * int32             own               number of shards' own sections, 0 and up; of each:
 *   int32           round             0 and up
 *   int32           shard             0 and up
 *   int32           section           0 and up
 *   int32           values            number N of values, 1 and up
 *   float32[N]      values
 * 32 bytes          checksum          SHA-256 of all bytes before it; the file ends here
 * </pre>
 * In every version the file begins with magic and version and ends with the checksum, which is looked at first: a file is
 * damaged, or it is whole and of a version that this build reads, or whole and of another one.
 */
public final class CheckpointFile {
    private static final byte[] MAGIC = {(byte) 0x89, 'C', 'K', 'P', '\r', '\n', 0x1A, '\n'};
    private static final int OLDEST_VERSION = 1;
    private static final int VERSION = 1;

    private CheckpointFile() {
    }

    /**
     * Writes a checkpoint.
     *
     * @param checkpoint not modified
     * @param out the file; left open
     */
    public static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
        LittleEndianOutput output = new LittleEndianOutput(out);
        output.bytes(MAGIC);
        output.number(VERSION);
        output.text(checkpoint.run().text(), "run", RunState.LONGEST);
        write(checkpoint.state(), output);
        write(checkpoint.startingPoint(), output);
        output.number(checkpoint.own().size());
        for (Own own : checkpoint.own()) {
            output.number(own.round());
            output.number(own.shard());
            output.number(own.section());
            output.size(own.values().length, "number of values");
            output.floats(own.values());
        }
        output.checksum();
    }

    private static void write(List<Numbers> sections, LittleEndianOutput output) throws IOException {
        output.number(sections.size());
        for (Numbers numbers : sections) {
            output.text(numbers.section(), "name");
            output.size(numbers.values().length, "number of values");
            output.floats(numbers.values());
        }
    }

    /**
     * Reads a checkpoint, twice: to see whether it is whole, then what it says.
     *
     * @throws CorruptCheckpointException if it is not a checkpoint, truncated, damaged, or longer than it should be
     * @throws OtherVersionException if it is whole and of a format version that this build does not read
     * @throws BadInputException if there is no such file, or its file system cannot be reached
     * @throws IOException if the file could not be read to its end
     */
    public static Checkpoint read(Location file) throws IOException {
        try {
            int version;
            try (InputStream in = file.open()) {
                version = wholeVersion(new LittleEndianInput(file.toString(), in));
            }
            if (version < OLDEST_VERSION || version > VERSION) {
                throw new OtherVersionException(file.toString(), version, OLDEST_VERSION, VERSION);
            }
            try (InputStream in = file.open()) {
                return parse(new LittleEndianInput(file.toString(), in));
            }
        } catch (CorruptModelException e) {
            throw new CorruptCheckpointException(e.getMessage(), e);
        }
    }

    /** The version of a file whose checksum is right. */
    private static int wholeVersion(LittleEndianInput input) throws IOException {
        if (!Arrays.equals(input.bytes(MAGIC.length, "magic"), MAGIC)) {
            throw input.refusal("not a checkpoint, or damaged in its first bytes");
        }
        int version = input.number("version");
        input.requireChecksumAtTheEnd();
        return version;
    }

    private static Checkpoint parse(LittleEndianInput input) throws IOException {
        input.bytes(MAGIC.length, "magic");
        input.number("version");
        String run = input.text("run", RunState.LONGEST);
        List<Numbers> state = readSections(input, "state");
        List<Numbers> startingPoint = readSections(input, "starting point");
        List<Own> own = new ArrayList<>();
        int owns = input.number("number of own sections", 0, Integer.MAX_VALUE);
        for (int index = 0; index < owns; index++) {
            int round = input.number("round", 0, Integer.MAX_VALUE);
            int shard = input.number("shard", 0, Integer.MAX_VALUE);
            int section = input.number("section", 0, Integer.MAX_VALUE);
            own.add(new Own(round, shard, section, input.floats(input.size("number of values"), "own section " + index)));
        }
        input.checksumAndEnd();
        try {
            return new Checkpoint(RunState.read("run", run), state, startingPoint, own);
        } catch (InvalidConfigException e) {
            throw input.refusal(e.getMessage().replace("\n", "; "));
        }
    }

    private static List<Numbers> readSections(LittleEndianInput input, String what) throws IOException {
        List<Numbers> sections = new ArrayList<>();
        int count = input.number("number of sections of the " + what, 0, Integer.MAX_VALUE);
        for (int index = 0; index < count; index++) {
            String section = input.text("name");
            sections.add(new Numbers(section, input.floats(input.size("number of values"), section)));
        }
        return sections;
    }
}
