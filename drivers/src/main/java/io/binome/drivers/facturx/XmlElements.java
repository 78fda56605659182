package io.binome.drivers.facturx;

import java.io.OutputStream;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Elements one in the other, each with text and at most one attribute, as CII has them. */
final class XmlElements implements AutoCloseable {
    private final XMLStreamWriter writer;

    /** What stands in an element. */
    interface Content {
        void write() throws XMLStreamException;
    }

    XmlElements(OutputStream out) throws XMLStreamException {
        writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
        writer.writeStartDocument("UTF-8", "1.0");
    }

    /** @param namespaces by their prefixes */
    void root(String name, Map<String, String> namespaces) throws XMLStreamException {
        writer.writeStartElement(name);
        for (Map.Entry<String, String> namespace : new java.util.TreeMap<>(namespaces).entrySet()) {
            writer.writeNamespace(namespace.getKey(), namespace.getValue());
        }
    }

    void in(String name, Content content) throws XMLStreamException {
        writer.writeStartElement(name);
        content.write();
        writer.writeEndElement();
    }

    void text(String name, String text) throws XMLStreamException {
        in(name, () -> writer.writeCharacters(text));
    }

    void text(String name, String text, String attribute, String value) throws XMLStreamException {
        in(name, () -> {
            writer.writeAttribute(attribute, value);
            writer.writeCharacters(text);
        });
    }

    @Override
    public void close() throws XMLStreamException {
        writer.writeEndDocument();
        writer.close();
    }
}
