package org.beliefgrid.model;

import java.util.Map;
import java.util.Optional;
import org.beliefgrid.error.InvalidConfigException;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * The mapping that a settings file consists of: YAML 1.2 with the core schema. Whatever a hostile file could do with aliases,
 * depth, size or types of the platform is refused before anything is built from it.
 */
final class YamlMapping {
    /** Of what people write. */
    static final int MOST_CODE_POINTS = 65_536;
    private static final int DEEPEST = 8;

    private YamlMapping() {
    }

    /**
     * Reads the text of a file.
     *
     * @param file name of the file, for messages
     * @throws InvalidConfigException if the text is not YAML or not one mapping; one line with file, line and column
     */
    static Map<?, ?> parse(String file, String text) {
        return parse(file, text, MOST_CODE_POINTS);
    }

    /** @param mostCodePoints that the text may have */
    static Map<?, ?> parse(String file, String text, int mostCodePoints) {
        LoadSettings limits = LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).setAllowDuplicateKeys(false)
                .setCodePointLimit(mostCodePoints).setMaxAliasesForCollections(0).build();
        Object content;
        try {
            requirePlain(file, new Parse(limits).parseString(text));
            content = new Load(limits).loadFromString(text);
        } catch (MarkedYamlEngineException e) {
            String context = e.getContext() == null ? "" : e.getContext() + ", ";
            throw refusal(file, e.getProblemMark(), context + e.getProblem());
        } catch (ReaderException e) {
            throw new InvalidConfigException("%s, %s: character U+%04X is not allowed"
                    .formatted(file, place(text, e.getPosition()), e.getCodePoint()));
        } catch (YamlEngineException e) {
            throw refusal(file, Optional.empty(), e.getMessage());
        }
        if (content instanceof Map<?, ?> mapping) {
            return mapping;
        }
        throw new InvalidConfigException("%s: must be a mapping of settings like shards: 10, was %s"
                .formatted(file, Settings.shown(content)));
    }

    private static void requirePlain(String file, Iterable<Event> events) {
        int depth = 0;
        for (Event event : events) {
            if (event instanceof AliasEvent) {
                throw refusal(file, event.getStartMark(), "aliases are not allowed in settings");
            }
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                throw refusal(file, event.getStartMark(), "settings are at most " + DEEPEST + " levels deep");
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static InvalidConfigException refusal(String file, Optional<Mark> where, String problem) {
        String place = where.map(mark -> ", " + place(mark.getLine(), mark.getColumn())).orElse("");
        return new InvalidConfigException(file + place + ": " + problem.replaceAll("\\s+", " "));
    }

    private static String place(String text, int codePoint) {
        String before = text.substring(0, text.offsetByCodePoints(0, codePoint));
        int lineStart = before.lastIndexOf('\n') + 1;
        return place((int) before.chars().filter(c -> c == '\n').count(), before.length() - lineStart);
    }

    /** People count from 1. */
    private static String place(int line, int column) {
        return "line " + (line + 1) + ", column " + (column + 1);
    }
}
