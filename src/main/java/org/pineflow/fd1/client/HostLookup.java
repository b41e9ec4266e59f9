package org.pineflow.fd1.client;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.Executor;

/** Looks host names up as the JDK does, but not on an event loop, because a name service may take seconds. */
final class HostLookup extends AddressResolverGroup<InetSocketAddress> {

    private final Executor blocking;

    /** @param blocking runs the look-ups, which block */
    HostLookup(Executor blocking) {
        this.blocking = blocking;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new InetNameResolver(executor) {
            @Override
            protected void doResolve(String host, Promise<InetAddress> promise) {
                blocking.execute(() -> {
                    try {
                        promise.trySuccess(InetAddress.getByName(host));
                    } catch (UnknownHostException unknown) {
                        promise.tryFailure(unknown);
                    }
                });
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                blocking.execute(() -> {
                    try {
                        promise.trySuccess(List.of(InetAddress.getAllByName(host)));
                    } catch (UnknownHostException unknown) {
                        promise.tryFailure(unknown);
                    }
                });
            }
        }.asAddressResolver();
    }
}
