package org.pineflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RetailChainTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SettableClock clock = new SettableClock();
    private final SimulatorSettings settings =
            SimulatorSettings.defaults().withClock(clock).withSizes(20, 30, 2);

    @Property(tries = 50)
    void rveNeverFallWhateverTheClockDoes(@ForAll @Size(max = 50) List<@IntRange(min = -5, max = 5) Integer> steps) {
        RetailChain chain = new RetailChain(settings);
        long last = chain.lastRve();
        for (int millis : steps) {
            clock.now = clock.now.plusMillis(millis);
            for (int i = 0; i < 30; i++) {
                Version version = chain.change("customers");
                assertThat(version.rve()).isGreaterThan(last);
                last = version.rve();
            }
        }
        assertThat(chain.lastRve()).isEqualTo(last);
    }

    @Property(tries = 20)
    void equalSeedsMakeEqualChainsByteForByte(@ForAll long seed) {
        assertThat(story(settings.withSeed(seed))).isEqualTo(story(settings.withSeed(seed)));
    }

    @Test
    void otherSeedsMakeOtherChains() {
        assertThat(story(settings.withSeed(1))).doesNotContainAnyElementsOf(story(settings.withSeed(2)));
    }

    @Test
    void aHundredAndOneChangesInAMillisecondStillHaveLegalTimes() {
        clock.now = Instant.parse("2026-12-31T23:59:59.999Z");
        RetailChain chain = new RetailChain(settings.withSizes(1, 0, 0));
        List<Long> rves = IntStream.range(0, 101)
                .mapToObj(i -> chain.change("customers").rve())
                .toList();
        assertThat(rves).isSorted().doesNotHaveDuplicates();
        assertThat(rves.get(0) / 100).isEqualTo(20261231235959999L);
        assertThat(rves.get(100) / 100).isIn(20270101000000000L, 20270101000000001L);
    }

    @Test
    void anRveIsTheTimeOfItsCommit() {
        RetailChain chain = new RetailChain(settings);
        clock.now = NOON.plusSeconds(5);
        assertThat(chain.change("sales").rve() / 100).isEqualTo(20260301120005000L);
    }

    @Test
    void oneTransactionGivesDifferentRecordsOneRve() {
        RetailChain chain = new RetailChain(settings);
        List<Version> tied = chain.bulkEdit("products", 30);
        assertThat(tied).extracting(Version::rve).containsOnly(chain.lastRve());
        assertThat(tied).extracting(Version::key).doesNotHaveDuplicates();
        assertThatThrownBy(() -> chain.bulkEdit("products", 31)).hasMessageContaining("30 records");
    }

    @Test
    void everyVersionIsRememberedUpToTheBound() {
        RetailChain chain = new RetailChain(settings.withKeptVersions(1_000_000));
        List<Version> committed = new ArrayList<>(
                chain.history().values().stream().flatMap(List::stream).toList());
        assertThat(committed).containsExactlyInAnyOrderElementsOf(chain.versions());
        for (int i = 0; i < 500; i++) {
            committed.addAll(chain.changeRandom());
        }
        Map<String, List<Version>> history = chain.history();
        assertThat(history.values().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(committed);
        assertThat(history.keySet()).containsExactlyElementsOf(RetailChain.tables());
        history.forEach((table, versions) ->
                assertThat(versions).isSortedAccordingTo((one, other) -> Long.compare(one.rve(), other.rve())));
        assertThat(history.values().stream().flatMap(List::stream)).containsAll(chain.versions());
        assertThat(chain.forgotten()).isZero();

        RetailChain forgetful = new RetailChain(settings.withKeptVersions(10));
        Version last = forgetful.change("customers");
        assertThat(forgetful.history().values().stream().flatMap(List::stream))
                .hasSize(10)
                .contains(last);
        assertThat(forgetful.forgotten()).isEqualTo(forgetful.versions().size() + 1 - 10);
    }

    @Test
    void theCurrentVersionsAreTheLastOfEachRecord() {
        RetailChain chain = new RetailChain(settings);
        for (int i = 0; i < 300; i++) {
            chain.changeRandom();
        }
        Map<String, Version> last = chain.history().values().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(version -> version.table() + version.key(), version -> version, (a, b) -> b));
        assertThat(chain.versions()).containsExactlyInAnyOrderElementsOf(last.values());
    }

    @Test
    void aChangedRecordHasOtherContent() {
        RetailChain chain = new RetailChain(settings);
        for (String table : List.of("customers", "products")) {
            Version before = chain.versions(table).get(4);
            Version after = chain.change(table, before.key());
            assertThat(contentWithoutRve(after)).isNotEqualTo(contentWithoutRve(before));
        }
    }

    @Test
    void aSaleTakesWhatItSoldFromStock() {
        RetailChain chain = new RetailChain(settings);
        Map<String, Integer> before = stock(chain);
        List<Version> committed = chain.sell();
        JsonNode sale = Json.read(committed.get(0).row());
        assertThat(sale.path("lines")).isNotEmpty();
        assertThat(committed).hasSize(1 + sale.path("lines").size());
        BigDecimal total = BigDecimal.ZERO;
        for (JsonNode line : sale.path("lines")) {
            String key = line.path("pid").asText() + "+" + sale.path("location").asText();
            assertThat(stock(chain).get(key))
                    .isEqualTo(before.get(key) - line.path("qty").asInt());
            total = total.add(line.path("totalprice").decimalValue());
            assertThat(line.path("totalprice").decimalValue())
                    .isEqualByComparingTo(line.path("unitprice")
                            .decimalValue()
                            .multiply(line.path("qty").decimalValue()));
        }
        assertThat(sale.path("saletotal").decimalValue()).isEqualByComparingTo(total);
    }

    @Test
    void stockLevelsNameTheirProductAndLocationAndHaveNoKeyOfTheirOwn() {
        RetailChain chain = new RetailChain(settings);
        List<String> products =
                chain.versions("products").stream().map(Version::key).toList();
        assertThat(chain.versions("stocklevels")).hasSize(60).allSatisfy(version -> {
            JsonNode row = Json.read(version.row());
            assertThat(row.has("physkey")).isFalse();
            assertThat(version.key())
                    .isEqualTo(
                            row.path("pid").asText() + "+" + row.path("locid").asText());
            assertThat(products).contains(row.path("physkeyproduct").asText());
        });
        assertThat(chain.versions("stocklevels")).extracting(Version::key).doesNotHaveDuplicates();
    }

    @Test
    void rowsHaveNonLatinTextEscapesDecimalsAnd19Digits() {
        String all = new RetailChain(SimulatorSettings.defaults())
                .versions().stream().map(Version::json).collect(Collectors.joining());
        assertThat(all).contains("東京", "🥝", "\\\"", "\\\\", "\\u00e9", "\\/", "\\n", ".0,", "[]", "null");
        assertThat(all).containsPattern("\"price\":\\d+\\.\\d0,").containsPattern("\"rve\":\\d{19}}");
    }

    @Test
    void tableOrderIsNotRveOrder() {
        RetailChain chain = new RetailChain(settings);
        assertThat(chain.versions("products").stream().map(Version::rve).toList())
                .isNotEqualTo(chain.versions("products").stream()
                        .map(Version::rve)
                        .sorted()
                        .toList());
    }

    @Test
    void aDeletedRecordComesBackWhenItsKeyIsUsedAgain() {
        RetailChain chain = new RetailChain(settings);
        String key = chain.versions("customers").get(0).key();
        assertThat(chain.delete("customers", key).deleted()).isTrue();
        assertThat(chain.versions("customers").get(0).deleted()).isTrue();
        Version back = chain.change("customers", key);
        assertThat(back.deleted()).isFalse();
        assertThat(back.json()).doesNotContain("deletedtu");
    }

    @Test
    void aFollowerMissesNothingAndGetsNothingTwiceWhileOthersCommit() {
        RetailChain chain = new RetailChain(SimulatorSettings.defaults().withSizes(20, 0, 0));
        ConcurrentLinkedQueue<Version> told = new ConcurrentLinkedQueue<>();
        List<Version> committed = IntStream.range(0, 4)
                .parallel()
                .mapToObj(worker -> IntStream.range(0, 500)
                        .mapToObj(i -> {
                            if (worker == 0 && i == 250) {
                                told.addAll(chain.follow(TableName.CUSTOMERS, 0, told::add));
                            }
                            return chain.change("customers");
                        })
                        .toList())
                .flatMap(List::stream)
                .toList();
        assertThat(committed).extracting(Version::rve).doesNotHaveDuplicates();
        assertThat(told).doesNotHaveDuplicates().containsAll(chain.versions("customers"));
    }

    @Test
    void namesThatDoNotExistAreToldWithThoseThatDo() {
        RetailChain chain = new RetailChain(settings);
        assertThatThrownBy(() -> chain.change("clients")).hasMessageContainingAll("clients", "customers", "sales");
        assertThatThrownBy(() -> chain.change("customers", "nobody")).hasMessageContaining("nobody");
        assertThatThrownBy(() -> chain.add("stocklevels")).hasMessageContaining("stock level");
        RetailChain empty = new RetailChain(settings.withSizes(0, 0, 0));
        assertThatThrownBy(() -> empty.change("customers")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(empty::sell).isInstanceOf(IllegalStateException.class);
        assertThat(empty.changeRandom()).extracting(Version::table).containsExactly("customers");
    }

    private List<String> story(SimulatorSettings told) {
        RetailChain chain = new RetailChain(told);
        for (int i = 0; i < 200; i++) {
            chain.changeRandom();
        }
        chain.bulkEdit("products", 7);
        chain.addCustomer();
        return chain.history().values().stream()
                .flatMap(List::stream)
                .map(Version::json)
                .toList();
    }

    private static Map<String, Integer> stock(RetailChain chain) {
        return chain.versions("stocklevels").stream()
                .collect(Collectors.toMap(
                        Version::key,
                        version -> Json.read(version.row()).path("qoh").asInt()));
    }

    private static String contentWithoutRve(Version version) {
        return new String(Arrays.copyOf(version.row(), version.rveAt()), StandardCharsets.UTF_8);
    }

    /** A clock that stands until it is set. */
    private static final class SettableClock extends Clock {
        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
