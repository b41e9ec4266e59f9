package org.pineflow.fd1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pineflow.simulator.Dialect;
import org.pineflow.simulator.Simulator;
import org.pineflow.simulator.SimulatorSettings;
import org.pineflow.simulator.Version;

class RequestRouteTest {

    private Simulator simulator;
    private DefaultCamelContext context;

    @BeforeEach
    void start() {
        simulator = Simulator.start(
                SimulatorSettings.defaults().withSizes(3000, 50, 2).withChangesPerSecond(0));
        context = new DefaultCamelContext();
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
        simulator.close();
    }

    private String request(String endpoint, String options) {
        return "fd1:request:" + endpoint + "?url=" + simulator.url() + "&apiKey=sim-key" + options;
    }

    private Set<String> customers() {
        return simulator.chain().versions("customers").stream()
                .map(Version::json)
                .collect(Collectors.toSet());
    }

    @Test
    void aPlainAnswerIsTheBodyAsJson() {
        Version customer = simulator.chain().versions("customers").get(0);
        String json = context.createProducerTemplate()
                .requestBody(
                        request("fd1.customers.get_customers", ""),
                        Map.of("q", Map.of("physkey", customer.key())),
                        String.class);
        assertThat(json).isEqualTo("[" + customer.json() + "]");
    }

    @Test
    void aChunkedAnswerStreamsThroughASplit() throws Exception {
        List<String> rows = Collections.synchronizedList(new ArrayList<>());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask")
                        .to(request("fd1.customers.get_customers", "&chunked=true"))
                        .split(body())
                        .streaming()
                        .process(exchange -> rows.add(exchange.getMessage().getBody(String.class)));
            }
        });
        context.createProducerTemplate().sendBody("direct:ask", null);
        assertThat(new HashSet<>(rows)).isEqualTo(customers());
        assertThat(rows).hasSize(3000);
    }

    @Test
    void anEndpointThatDoesNotExistIsAnErrorThatNamesIt() {
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody(request("fd1.customers.get_costumers", ""), "{}", String.class))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .hasMessageContaining("fd1.customers.get_costumers");
    }

    @Test
    void silenceIsAnErrorAfterTheRequestTimeout() {
        simulator.speak(Dialect.parse(List.of("login=silent")));
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody(
                                request("fd1.session.ignore", "&loginTimeout=50ms&requestTimeout=300ms"),
                                "{}",
                                String.class))
                .cause()
                .hasMessageContaining("requestTimeout");
    }

    @Test
    void aBodyThatIsNoObjectIsRefusedWithTheCure() {
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody(request("fd1.customers.get_customers", ""), "[1]", String.class))
                .cause()
                .hasMessageContaining("has to be an object");
    }
}
