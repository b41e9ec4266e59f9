package org.pineflow.simulator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.SplittableRandom;

/**
 * Writes the rows of the chain. What is in a row follows from the seed, the record's number and its revision alone.
 * Field names are FD1's own (resource pages of customers, products, sales and sale lines; the stock levels of its older
 * push interface in lower case); {@code tags}, {@code barcodes}, {@code notes} and {@code lines} are invented.
 */
final class RowWriter {

    static final int FIRST_CUSTOMER = 100;
    static final int FIRST_PRODUCT = 500;
    static final int FIRST_LOCATION = 1;
    static final int FIRST_SALE = 70_000;

    private static final ZoneId STORE_ZONE = ZoneId.of("Pacific/Auckland");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS");
    private static final DateTimeFormatter TIME_OF_DELETION = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int USUAL_LENGTH = 512;

    private final JsonFactory json = JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    private final Seeds seeds;
    private final int products;
    private final int locations;

    RowWriter(Seeds seeds, int products, int locations) {
        this.seeds = seeds;
        this.products = products;
        this.locations = locations;
    }

    /** The record's key: its physkey; for a stock level {@code pid+locid}. */
    String key(TableName table, int number) {
        return table == TableName.STOCK_LEVELS
                ? pid(number / locations) + "+" + (FIRST_LOCATION + number % locations)
                : seeds.physkey(table.text(), number);
    }

    /** Writes the record as it is now. */
    Version write(StoredRecord record, long rve, Dialect dialect) {
        ByteArrayOutputStream row = new ByteArrayOutputStream(USUAL_LENGTH);
        try (JsonGenerator out = json.createGenerator(row)) {
            out.writeStartObject();
            writeFields(record, out);
            if (record.deletedMillis > 0) {
                out.writeStringField("deletedtu", TIME_OF_DELETION.format(utc(record.deletedMillis)));
            }
            out.flush();
            int rveAt = row.size();
            out.writeFieldName(dialect.get(DialectOption.RVE_NAME));
            out.writeRawValue(RveText.json(rve, dialect.get(DialectOption.RVE_FORM)));
            out.writeEndObject();
            out.flush();
            return new Version(
                    record.table.text(),
                    record.number,
                    record.key,
                    rve,
                    record.deletedMillis > 0,
                    row.toByteArray(),
                    rveAt);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** What a sale sold: one line for each product, none twice. */
    SaleLine[] saleLines(int sale) {
        SplittableRandom random = seeds.random(TableName.SALES.ordinal(), sale, 2);
        int count = Math.min(random.nextInt(1, 5), products);
        int step = Math.max(1, products / count);
        int first = random.nextInt(products);
        SaleLine[] lines = new SaleLine[count];
        for (int i = 0; i < count; i++) {
            int product = (int) ((first + (long) i * step) % products);
            lines[i] = new SaleLine(product, random.nextInt(1, 4), cents(product, 0));
        }
        return lines;
    }

    /** In which shop a sale was made, from 0. */
    int saleLocation(int sale) {
        return seeds.random(TableName.SALES.ordinal(), sale, 3).nextInt(locations);
    }

    /** One line of a sale; the price in cents. */
    record SaleLine(int product, int quantity, long unitCents) {}

    private void writeFields(StoredRecord record, JsonGenerator out) throws IOException {
        SplittableRandom lasting = seeds.random(record.table.ordinal(), record.number, 0);
        SplittableRandom changing = seeds.random(record.table.ordinal(), record.number, 1, record.revision);
        switch (record.table) {
            case CUSTOMERS -> customer(record, lasting, changing, out);
            case PRODUCTS -> product(record, lasting, changing, out);
            case STOCK_LEVELS -> stockLevel(record, out);
            case SALES -> sale(record, lasting, changing, out);
        }
    }

    private void customer(StoredRecord record, SplittableRandom lasting, SplittableRandom changing, JsonGenerator out)
            throws IOException {
        String first = Words.first(lasting);
        String last = Words.last(lasting);
        int id = FIRST_CUSTOMER + record.number;
        out.writeNumberField("cid", id);
        out.writeStringField("physkey", record.key);
        out.writeStringField("name", first + " " + last);
        out.writeStringField("firstname", first);
        out.writeStringField("lastname", last);
        out.writeStringField("address1", Words.street(changing));
        out.writeStringField("city", Words.city(changing));
        out.writeStringField("phone", "+64 21 " + changing.nextInt(100_000, 1_000_000));
        out.writeStringField("email", "customer" + id + "@example.com");
        out.writeFieldName("notes");
        out.writeRawValue(Words.noteJson(changing));
        out.writeArrayFieldStart("tags");
        for (int tags = changing.nextInt(3); tags > 0; tags--) {
            out.writeString(Words.city(changing));
        }
        out.writeEndArray();
    }

    private void product(StoredRecord record, SplittableRandom lasting, SplittableRandom changing, JsonGenerator out)
            throws IOException {
        int id = pid(record.number);
        out.writeNumberField("pid", id);
        out.writeStringField("physkey", record.key);
        out.writeStringField("description", Words.thing(lasting));
        out.writeStringField("plucode", String.valueOf(8000 + record.number));
        out.writeNumberField("depid", lasting.nextInt(1, 13));
        writeMoney(out, "price", cents(record.number, record.revision));
        writeMoney(out, "cost", changing.nextInt(10, 5000));
        out.writeFieldName("measurement");
        out.writeNumber(changing.nextInt(1, 20) + ".0");
        out.writeNumberField("publish", changing.nextInt(8));
        out.writeArrayFieldStart("barcodes");
        for (int codes = lasting.nextInt(3); codes > 0; codes--) {
            out.writeStartObject();
            out.writeStringField("code", "94" + lasting.nextLong(10_000_000_000L, 100_000_000_000L));
            out.writeNumberField("qty", lasting.nextInt(1, 13));
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private void stockLevel(StoredRecord record, JsonGenerator out) throws IOException {
        int product = record.number / locations;
        int location = record.number % locations;
        out.writeNumberField("pid", pid(product));
        out.writeNumberField("locid", FIRST_LOCATION + location);
        out.writeNumberField("qoh", record.quantity);
        out.writeStringField("physkeyproduct", seeds.physkey(TableName.PRODUCTS.text(), product));
        out.writeStringField("physkeylocation", seeds.physkey("locations", location));
    }

    private void sale(StoredRecord record, SplittableRandom lasting, SplittableRandom changing, JsonGenerator out)
            throws IOException {
        int id = FIRST_SALE + record.number;
        out.writeNumberField("sid", id);
        out.writeStringField("physkey", record.key);
        Instant completed = Instant.ofEpochMilli(record.bornMillis);
        out.writeStringField("completeddt", TIME.format(completed.atZone(STORE_ZONE)));
        out.writeStringField("completeddtutc", TIME.format(completed.atZone(ZoneOffset.UTC)));
        out.writeNumberField("phase", 1);
        out.writeNumberField("location", FIRST_LOCATION + saleLocation(record.number));
        out.writeNumberField("teller", lasting.nextInt(1, 20));
        out.writeFieldName("comments");
        out.writeRawValue(Words.noteJson(changing));
        SaleLine[] lines = saleLines(record.number);
        long total = 0;
        out.writeArrayFieldStart("lines");
        for (int i = 0; i < lines.length; i++) {
            SaleLine line = lines[i];
            total += line.unitCents() * line.quantity();
            out.writeStartObject();
            out.writeNumberField("sid", id);
            out.writeNumberField("seqnce", i + 1);
            out.writeNumberField("pid", pid(line.product()));
            out.writeNumberField("qty", line.quantity());
            writeMoney(out, "unitprice", line.unitCents());
            writeMoney(out, "totalprice", line.unitCents() * line.quantity());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeMoney(out, "saletotal", total);
    }

    private long cents(int product, int revision) {
        return seeds.random(TableName.PRODUCTS.ordinal(), product, 4, revision).nextInt(50, 20_000);
    }

    private static int pid(int product) {
        return FIRST_PRODUCT + product;
    }

    private static void writeMoney(JsonGenerator out, String name, long cents) throws IOException {
        out.writeFieldName(name);
        out.writeNumber(BigDecimal.valueOf(cents, 2).toPlainString());
    }

    private static LocalDateTime utc(long millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }
}
