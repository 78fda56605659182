package io.binome.drivers.facturx;

import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.mustangproject.ZUGFeRD.ZUGFeRDExporterFromA3;

/**
 * Pages of A4, written from the top. Lengths are points. The font is Source Sans Pro (SIL Open Font License 1.1), which
 * Mustang brings along; what it uses of it is embedded, as PDF/A wants.
 */
final class Sheet implements AutoCloseable {
    static final float WIDTH = PDRectangle.A4.getWidth();
    static final float MARGIN = 48;

    private static final float BOTTOM = 64;
    private static final float TOP = PDRectangle.A4.getHeight() - 44;
    private static final Color INK = new Color(0x1d2733);
    private static final Color SOFT = new Color(0x64717f);
    private static final Color ACCENT = new Color(0x0f5c5c);
    private static final Color LINE = new Color(0xd5dbe1);
    private static final Color FAINT = new Color(0xeceff2);
    private static final Color GROUND = new Color(0xf1f6f6);

    /** How text looks. */
    enum Style {
        BRAND(true, 15, ACCENT),
        TITLE(true, 19, INK),
        AMOUNT(true, 12.5f, ACCENT),
        STRONG(true, 9.5f, INK),
        TEXT(false, 9.5f, INK),
        QUIET(false, 8, SOFT),
        LABEL(true, 7.2f, SOFT);

        private final boolean bold;
        private final float size;
        private final Color color;

        Style(boolean bold, float size, Color color) {
            this.bold = bold;
            this.size = size;
            this.color = color;
        }
    }

    /** What stands at the head of each page but the first. */
    interface Head {
        void write() throws IOException;
    }

    private final PDDocument document = new PDDocument();
    private final PDFont normal;
    private final PDFont bold;
    private PDPageContentStream page;
    private float y;
    private Head head = () -> {};

    Sheet(String title, String language) throws IOException {
        normal = font("/fonts/SourceSansPro-Regular.ttf");
        bold = font("/fonts/SourceSansPro-Bold.ttf");
        document.getDocumentInformation().setTitle(title);
        document.getDocumentCatalog().setLanguage(language);
        page = next();
    }

    private PDFont font(String resource) throws IOException {
        try (InputStream file = ZUGFeRDExporterFromA3.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IOException("Mustang has no font " + resource);
            }
            return PDType0Font.load(document, file, true);
        }
    }

    private PDPageContentStream next() throws IOException {
        PDPage blank = new PDPage(PDRectangle.A4);
        document.addPage(blank);
        y = TOP;
        return new PDPageContentStream(document, blank);
    }

    void onEachFurtherPage(Head head) {
        this.head = head;
    }

    /** Goes to another page unless so much is left on this one. */
    void keep(float height) throws IOException {
        if (y - height < BOTTOM) {
            page.close();
            page = next();
            head.write();
        }
    }

    void down(float by) {
        y -= by;
    }

    void left(float x, String text, Style style) throws IOException {
        draw(x, text, style);
    }

    void right(float x, String text, Style style) throws IOException {
        draw(x - width(text, style), text, style);
    }

    private void draw(float x, String text, Style style) throws IOException {
        page.beginText();
        page.setNonStrokingColor(style.color);
        page.setFont(of(style), style.size);
        page.newLineAtOffset(x, y);
        page.showText(known(text, style));
        page.endText();
    }

    /** The text, or as much of it as fits with three dots. */
    String fitted(String text, Style style, float width) throws IOException {
        if (width(text, style) <= width) {
            return text;
        }
        int length = text.length();
        while (length > 1 && width(text.substring(0, length) + "…", style) > width) {
            length--;
        }
        return text.substring(0, length) + "…";
    }

    void wrapped(String text, Style style) throws IOException {
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(longer, style) > WIDTH - 2 * MARGIN) {
                wrappedLine(line.toString(), style);
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        wrappedLine(line.toString(), style);
    }

    private void wrappedLine(String line, Style style) throws IOException {
        keep(style.size * 1.4f);
        draw(MARGIN, fitted(line, style, WIDTH - 2 * MARGIN), style);
        down(style.size * 1.35f);
    }

    private float width(String text, Style style) throws IOException {
        return of(style).getStringWidth(known(text, style)) / 1000 * style.size;
    }

    private PDFont of(Style style) {
        return style.bold ? bold : normal;
    }

    /** What the font has no letter for becomes a question mark; the narrow space of French numbers a usual one. */
    private String known(String text, Style style) {
        StringBuilder known = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = c == 0x202f ? "\u00a0" : Character.isISOControl(c) ? " " : Character.toString(c);
            try {
                of(style).encode(letter);
                known.append(letter);
            } catch (IOException | IllegalArgumentException unknown) {
                known.append('?');
            }
        });
        return known.toString();
    }

    void bar() throws IOException {
        fill(0, PDRectangle.A4.getHeight() - 10, WIDTH, 10, ACCENT);
    }

    /** A tinted ground from here down, with a stroke of colour at its left. */
    void box(float height) throws IOException {
        fill(MARGIN, y - height, WIDTH - 2 * MARGIN, height, GROUND);
        fill(MARGIN, y - height, 3, height, ACCENT);
    }

    private void fill(float x, float bottom, float width, float height, Color color) throws IOException {
        page.setNonStrokingColor(color);
        page.addRect(x, bottom, width, height);
        page.fill();
    }

    void rule() throws IOException {
        rule(MARGIN);
    }

    void rule(float from) throws IOException {
        stroke(from, LINE, 0.7f);
    }

    void strongRule() throws IOException {
        stroke(MARGIN, ACCENT, 1.1f);
    }

    void faintRule() throws IOException {
        stroke(MARGIN, FAINT, 0.6f);
    }

    private void stroke(float from, Color color, float thickness) throws IOException {
        page.setStrokingColor(color);
        page.setLineWidth(thickness);
        page.moveTo(from, y);
        page.lineTo(WIDTH - MARGIN, y);
        page.stroke();
    }

    /** The document with its feet; nothing can be written to it any more. */
    byte[] bytes(String foot, String pageOf) throws IOException {
        page.close();
        int pages = document.getNumberOfPages();
        for (int i = 0; i < pages; i++) {
            page = new PDPageContentStream(
                    document, document.getPage(i), PDPageContentStream.AppendMode.APPEND, true, true);
            y = 34;
            left(MARGIN, foot, Style.QUIET);
            right(WIDTH - MARGIN, pageOf.formatted(i + 1, pages), Style.QUIET);
            page.close();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        document.save(out);
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        document.close();
    }
}
