package org.pineflow.routes;

import static org.apache.camel.builder.Builder.body;
import static org.apache.camel.builder.Builder.constant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.processor.aggregate.UseLatestAggregationStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.pineflow.fd1.stream.StreamStatus;

/** Which steps of a route hand the receipt of a batch on, and which take it over. */
class ReceiptsTest {

    private static final String CUSTOMERS =
            "fd1:firehose:pos.customers.edit?startFrom=all&pollEndpoint=fd1.customers.get_customers";

    @TempDir
    private Path data;

    private final Shop shop = Shop.open();
    private final AtomicBoolean sinkIsDown = new AtomicBoolean(true);

    @AfterEach
    void close() {
        shop.close();
    }

    static Stream<Named<Consumer<RouteDefinition>>> keeping() {
        return Stream.of(
                step("direct", route -> route.to("direct:sink")),
                step("seda", route -> route.to("seda:sink")),
                step("seda after direct", route -> route.to("direct:queue")),
                step("split", route -> route.split(body()).to("direct:sink")),
                step(
                        "split in parallel",
                        route -> route.split(body()).parallelProcessing().to("direct:sink")),
                step("the first of a multicast", route -> route.multicast().to("direct:sink", "mock:other")),
                step(
                        "a choice",
                        route -> route.choice().when(body().isNotNull()).to("direct:sink")),
                step("threads", route -> route.threads(2).to("direct:sink")),
                step(
                        "doFinally",
                        route -> route.doTry().to("direct:sink").doFinally().to("mock:other")));
    }

    @ParameterizedTest
    @MethodSource("keeping")
    void aBatchIsDoneOnlyWhenTheEndOfTheRouteIs(Consumer<RouteDefinition> steps) throws Exception {
        try (RunningRoutes routes = run(steps)) {
            StreamStatus stream = routes.stream("customers");
            await().until(() -> stream.retries() >= 2);
            assertThat(stream.delivered()).isZero();
            assertThat(stream.position().rve()).isZero();
            sinkIsDown.set(false);
            await().until(() -> stream.delivered() == 20);
            await().until(() -> stream.position().rve() > 0);
        }
    }

    static Stream<Named<Consumer<RouteDefinition>>> takingOver() {
        return Stream.of(
                step("wireTap", route -> route.wireTap("direct:sink")),
                step("aggregate", route -> route.aggregate(constant("all"), new UseLatestAggregationStrategy())
                        .completionSize(1_000_000)
                        .to("direct:sink")),
                step("filter", route -> route.filter(constant(false)).to("direct:sink")),
                step("stop", route -> route.stop().to("direct:sink")),
                step("onException handled", route -> route.onException(Exception.class)
                        .handled(true)
                        .end()
                        .to("direct:sink")),
                step("doCatch", route -> route.doTry()
                        .to("direct:sink")
                        .doCatch(Exception.class)
                        .to("mock:other")),
                step("split into seda", route -> route.split(body()).to("seda:sink")));
    }

    @ParameterizedTest
    @MethodSource("takingOver")
    void aStepThatTakesOverMakesTheBatchDoneThoughNothingIsDelivered(Consumer<RouteDefinition> steps) throws Exception {
        try (RunningRoutes routes = run(steps)) {
            StreamStatus stream = routes.stream("customers");
            await().until(() -> stream.delivered() == 20);
            await().until(() -> stream.position().rve() > 0);
            assertThat(stream.retries()).isZero();
        }
    }

    @Test
    void anExceptionThatIsContinuedTakesOver() throws Exception {
        aStepThatTakesOverMakesTheBatchDoneThoughNothingIsDelivered(route ->
                route.onException(Exception.class).continued(true).end().to("direct:sink"));
    }

    @Test
    void aRollbackThatIsMarkedOnlyIsNotDone() throws Exception {
        sinkIsDown.set(false);
        try (RunningRoutes routes = run(route -> route.to("direct:sink").markRollbackOnly())) {
            await().until(() -> routes.stream("customers").retries() >= 2);
            assertThat(routes.stream("customers").delivered()).isZero();
        }
    }

    private RunningRoutes run(Consumer<RouteDefinition> steps) throws Exception {
        RouteBuilder builder = new RouteBuilder() {
            @Override
            public void configure() {
                steps.accept(from(CUSTOMERS).routeId("customers"));
                from("direct:queue").to("seda:sink");
                from("seda:sink?pollTimeout=20").to("direct:sink");
                from("direct:sink").errorHandler(noErrorHandler()).process(ReceiptsTest.this::deliver);
            }
        };
        return RunningRoutes.start(data, shop.settings("http://127.0.0.1:1"), main -> main.configure()
                .addRoutesBuilder(builder));
    }

    private void deliver(Exchange exchange) {
        if (sinkIsDown.get()) {
            throw new IllegalStateException("the sink is down");
        }
    }

    private static Named<Consumer<RouteDefinition>> step(String name, Consumer<RouteDefinition> steps) {
        return Named.of(name, steps);
    }
}
