package org.pineflow.fd1.stream;

import io.netty.channel.EventLoop;

/**
 * What the parts of one firehose work with, for as long as this process owns its stream. Confined to the event loop.
 *
 * @param settings what is asked
 * @param stream what all streams work with
 * @param links to the server
 * @param loop the event loop of all of them
 * @param pipeline the way of the rows
 * @param trouble takes note of what may be missing
 * @param start from where it is opened
 * @param reopening what was learnt from earlier openings
 * @param polls what was learnt from the polls that catch up
 */
record FirehoseContext(
        FirehoseSettings settings,
        StreamContext stream,
        FirehoseLinks links,
        EventLoop loop,
        Pipeline pipeline,
        Trouble trouble,
        FirehoseStart start,
        Reopening reopening,
        PollRecord polls) {

    /** The name of the stream. */
    String name() {
        return stream.settings().name();
    }

    /** What can be seen of the stream. */
    StreamStatus status() {
        return stream.status();
    }
}
