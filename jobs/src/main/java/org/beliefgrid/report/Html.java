package org.beliefgrid.report;

import java.util.Base64;
import java.util.Locale;

/** Pieces of a page. Text never becomes markup; a figure carries its exact value beside what people read. */
final class Html {
    private static final long MINUTE = 60;

    private Html() {
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;").replace("'",
                "&#39;");
    }

    /**
     * A figure.
     *
     * @param value exact
     * @param text as people read it
     */
    static String data(double value, String text) {
        return "<data value=\"%s\">%s</data>".formatted(value, escaped(text));
    }

    /** A figure under a name that stands once in the page. */
    static String data(String id, double value, String text) {
        return "<data id=\"%s\" value=\"%s\">%s</data>".formatted(id, value, escaped(text));
    }

    static String seconds(double seconds) {
        long whole = Math.round(seconds);
        return data(seconds, whole < MINUTE ? String.format(Locale.ROOT, "%.1f s", seconds)
                : "%d min %02d s".formatted(whole / MINUTE, whole % MINUTE));
    }

    static String whole(long value) {
        return data(value, String.format(Locale.ROOT, "%,d", value));
    }

    static String percent(String id, double value) {
        return data(id, value, String.format(Locale.ROOT, "%.2f %%", value));
    }

    /** Opens what scrolls by itself where it is too wide. */
    static String scrolling(String label) {
        return "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"%s\">".formatted(escaped(label));
    }

    /** A heading and a row of a table of names and values; the value is markup. */
    static String row(String name, String value) {
        return "<tr><th scope=\"row\">%s</th><td>%s</td></tr>\n".formatted(escaped(name), value);
    }

    static String picture(Pictures.Picture picture) {
        return "<img alt=\"%s\" src=\"data:image/png;base64,%s\">".formatted(escaped(picture.says()),
                Base64.getEncoder().encodeToString(picture.png()));
    }
}
