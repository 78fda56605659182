package io.binome.evidence.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.jspecify.annotations.Nullable;

/** Text on pages of A4, one line below the other. The standard fonts know Western European letters; others become '?'. */
final class PdfPages implements AutoCloseable {
    private static final float MARGIN = 56;
    private static final float LEADING = 1.35f;

    private final PDDocument document = new PDDocument();
    private final PDFont normal = new PDType1Font(FontName.HELVETICA);
    private final PDFont bold = new PDType1Font(FontName.HELVETICA_BOLD);
    private @Nullable PDPageContentStream page;
    private float y;

    PdfPages(String title) {
        document.getDocumentInformation().setTitle(title);
    }

    void title(String text) throws IOException {
        write(text, bold, 20, 0);
    }

    void heading(String text) throws IOException {
        write(text, bold, 14, 14);
    }

    void subheading(String text) throws IOException {
        write(text, bold, 11, 8);
    }

    void text(String text) throws IOException {
        write(text, normal, 10, 3);
    }

    void small(String text) throws IOException {
        write(text, normal, 8, 0);
    }

    private void write(String text, PDFont font, float size, float above) throws IOException {
        y -= above;
        float width = PDRectangle.A4.getWidth() - 2 * MARGIN;
        StringBuilder line = new StringBuilder();
        for (String word : known(text, font).split(" ")) {
            String rest = word;
            String longer = line.isEmpty() ? rest : line + " " + rest;
            if (!line.isEmpty() && width(longer, font, size) > width) {
                draw(line.toString(), font, size);
                line.setLength(0);
            }
            while (width(rest, font, size) > width) {
                int fits = rest.length();
                while (width(rest.substring(0, fits), font, size) > width) {
                    fits--;
                }
                draw(rest.substring(0, fits), font, size);
                rest = rest.substring(fits);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        draw(line.toString(), font, size);
    }

    private static float width(String text, PDFont font, float size) throws IOException {
        return font.getStringWidth(text) / 1000 * size;
    }

    private static String known(String text, PDFont font) {
        StringBuilder known = new StringBuilder();
        text.codePoints().forEach(c -> {
            String letter = Character.isWhitespace(c) || Character.isISOControl(c) ? " " : Character.toString(c);
            try {
                font.encode(letter);
                known.append(letter);
            } catch (IOException | IllegalArgumentException unknown) {
                known.append('?');
            }
        });
        return known.toString();
    }

    private void draw(String line, PDFont font, float size) throws IOException {
        PDPageContentStream onto = page;
        if (onto == null || y - size * LEADING < MARGIN) {
            if (onto != null) {
                onto.close();
            }
            PDPage next = new PDPage(PDRectangle.A4);
            document.addPage(next);
            onto = new PDPageContentStream(document, next);
            page = onto;
            y = PDRectangle.A4.getHeight() - MARGIN;
        }
        y -= size * LEADING;
        onto.beginText();
        onto.setFont(font, size);
        onto.newLineAtOffset(MARGIN, y);
        onto.showText(line);
        onto.endText();
    }

    /** The document; nothing can be written to it any more. */
    byte[] bytes() throws IOException {
        if (page != null) {
            page.close();
            page = null;
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
