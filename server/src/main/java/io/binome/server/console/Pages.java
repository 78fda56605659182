package io.binome.server.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;
import org.springframework.web.servlet.View;

/** Renders pages: templates under {@code src/main/jte}, made into Java by the build. */
final class Pages {
    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "io.binome.server.console.pages");

    Pages() {
        engine.setBinaryStaticContent(false);
    }

    /** The page as it is now. Pages show what is one tenant's, so no cache keeps them. */
    View page(String template, Frame frame, Object content) {
        return page(200, template, frame, content);
    }

    View page(int status, String template, Frame frame, Object content) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        engine.render(template + ".jte", Map.of("frame", frame, "page", content), output);
        return (model, request, response) -> {
            response.setStatus(status);
            response.setContentType("text/html;charset=UTF-8");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("Vary", "Cookie, Accept-Language");
            response.setHeader("Content-Language", frame.reader().language());
            response.setContentLength(output.getContentLength());
            output.writeTo(response.getOutputStream());
        };
    }

    /** After something was done: back to where it shows, with one sentence on top. */
    static String to(String address, String done) {
        return "redirect:" + address + (address.contains("?") ? "&" : "?") + "done=" + done;
    }
}
