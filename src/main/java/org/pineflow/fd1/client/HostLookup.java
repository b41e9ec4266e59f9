package org.pineflow.fd1.client;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

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
                lookUp(() -> InetAddress.getByName(host), promise, executor);
            }

            @Override
            protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                lookUp(() -> List.of(InetAddress.getAllByName(host)), promise, executor);
            }
        }.asAddressResolver();
    }

    private <T> void lookUp(Callable<T> question, Promise<T> promise, EventExecutor executor) {
        blocking.execute(() -> {
            Runnable answer;
            try {
                T found = question.call();
                answer = () -> promise.trySuccess(found);
            } catch (Exception unknown) {
                answer = () -> promise.tryFailure(unknown);
            }
            try {
                executor.execute(answer);
            } catch (RejectedExecutionException closed) {
                // The links were closed meanwhile: nobody waits for the answer.
            }
        });
    }
}
