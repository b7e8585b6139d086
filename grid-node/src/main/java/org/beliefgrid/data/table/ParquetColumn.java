package org.beliefgrid.data.table;

import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.beliefgrid.error.BadInputException;

/** A column of a row group of a Parquet file, at one of its rows. */
final class ParquetColumn {
    private final ColumnReader reader;
    private final PrimitiveTypeName type;
    private final int most;
    /** What whole numbers are multiplied by. */
    private final double unit;

    ParquetColumn(ColumnReader reader) {
        this.reader = reader;
        PrimitiveType primitive = reader.getDescriptor().getPrimitiveType();
        type = primitive.getPrimitiveTypeName();
        most = reader.getDescriptor().getMaxDefinitionLevel();
        LogicalTypeAnnotation logical = primitive.getLogicalTypeAnnotation();
        unit = logical instanceof DecimalLogicalTypeAnnotation decimal ? Math.pow(10, -decimal.getScale()) : 1;
    }

    /**
     * Refuses what is neither a number nor a text.
     *
     * @param place of the column, for messages
     * @param asNumber whether it must be a number
     */
    static void requireReadable(String place, Type column, boolean asNumber) throws BadInputException {
        if (!column.isPrimitive() || column.isRepetition(Type.Repetition.REPEATED)) {
            throw new BadInputException("%s is nested or repeated, expected a number or a text in each row: leave it out"
                    .formatted(place));
        }
        PrimitiveTypeName type = column.asPrimitiveType().getPrimitiveTypeName();
        boolean number = switch (type) {
            case BOOLEAN, INT32, INT64, FLOAT, DOUBLE -> true;
            default -> false;
        };
        boolean decimal = column.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation;
        if (!number && (asNumber || decimal || type != PrimitiveTypeName.BINARY)) {
            throw new BadInputException("%s is of type %s, expected %s".formatted(place, column.asPrimitiveType(), asNumber
                    ? "a number, or categorical: true in the schema" : "a number or a text"));
        }
    }

    private boolean isThere() {
        return reader.getCurrentDefinitionLevel() == most;
    }

    /** The number in this row, NaN if there is none; goes on to the next row. */
    double number() {
        double value = isThere() ? current() : Double.NaN;
        reader.consume();
        return value;
    }

    private double current() {
        return switch (type) {
            case BOOLEAN -> reader.getBoolean() ? 1 : 0;
            case INT32 -> reader.getInteger() * unit;
            case INT64 -> reader.getLong() * unit;
            case FLOAT -> reader.getFloat();
            default -> reader.getDouble();
        };
    }

    /** The text in this row, null if there is none; goes on to the next row. */
    String text() {
        String value = isThere() ? currentText() : null;
        reader.consume();
        return value;
    }

    private String currentText() {
        return switch (type) {
            case BOOLEAN -> String.valueOf(reader.getBoolean());
            case INT32 -> unit == 1 ? String.valueOf(reader.getInteger()) : String.valueOf(current());
            case INT64 -> unit == 1 ? String.valueOf(reader.getLong()) : String.valueOf(current());
            case FLOAT -> String.valueOf(reader.getFloat());
            case DOUBLE -> String.valueOf(reader.getDouble());
            default -> reader.getBinary().toStringUsingUTF8();
        };
    }
}
