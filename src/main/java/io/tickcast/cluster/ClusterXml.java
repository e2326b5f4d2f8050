package io.tickcast.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.Attributes;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;
import org.xml.sax.helpers.LocatorImpl;

/**
 * Checks in the XML what Hazelcast does not report, or reports only in passing: missing parts, and the text as it was
 * written.
 */
final class ClusterXml extends DefaultHandler {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");

    private final Function<String, String> properties;
    private final StringBuilder text = new StringBuilder();
    private Locator place = new LocatorImpl();
    private boolean autoDetection;

    private ClusterXml(Function<String, String> properties) {
        this.properties = properties;
    }

    /** @param fault the fault of the text and its place; empty for a valid text */
    record Findings(String fault, boolean autoDetection) {}

    /** @param properties the value of a placeholder; null: none */
    static Findings of(byte[] xml, Function<String, String> properties) {
        ClusterXml handler = new ClusterXml(properties);
        try {
            SAXParserFactory parsers = SAXParserFactory.newInstance();
            parsers.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            // A document type could name any file or address of this network.
            parsers.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            parsers.newSAXParser().parse(new ByteArrayInputStream(xml), handler);
            return new Findings("", handler.autoDetection);
        } catch (SAXParseException e) {
            return new Findings("line " + e.getLineNumber() + " is not valid XML: " + e.getMessage(), false);
        } catch (SAXException e) {
            return new Findings(String.valueOf(e.getMessage()), false);
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void setDocumentLocator(Locator locator) {
        place = locator;
    }

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes) throws SAXException {
        checkText();
        if (name.equals("import")) {
            throw wrong("<import> is not supported; write its settings into this file");
        }
        if (name.equals("auto-detection")) {
            autoDetection = Boolean.parseBoolean(attributes.getValue("enabled"));
        }
        for (int i = 0; i < attributes.getLength(); i++) {
            checkPlaceholders(attributes.getValue(i));
        }
    }

    @Override
    public void characters(char[] chars, int start, int length) {
        text.append(chars, start, length);
    }

    @Override
    public void endElement(String uri, String local, String name) throws SAXException {
        checkText();
    }

    private void checkText() throws SAXException {
        checkPlaceholders(text);
        text.setLength(0);
    }

    /** Hazelcast would keep an unknown placeholder as it stands. */
    private void checkPlaceholders(CharSequence value) throws SAXException {
        Matcher placeholder = PLACEHOLDER.matcher(value);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            if (name.contains(":")) {
                throw wrong("${" + name + "} has a default, which Hazelcast does not support: write ${name}");
            }
            if (properties.apply(name) == null) {
                throw wrong("${" + name + "} has no value: start with java -D" + name + "=... -jar tickcast.jar");
            }
        }
    }

    private SAXException wrong(String what) {
        return new SAXException("in line " + place.getLineNumber() + " " + what);
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
        throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        throw e;
    }
}
