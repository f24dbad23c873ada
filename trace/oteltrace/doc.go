// Package oteltrace sends what a tracing wrapper sees to OpenTelemetry: a client span for each
// call, a short span for each event, and metrics.
//
//	dev = netdevtrace.Wrap(dev, oteltrace.New())
//
// # Spans
//
// A call's span is a client span. The semantic conventions have nothing for devices; their
// conventions for remote procedure calls fit best, so the span is named as they say, by the full
// name of the method: netdev.NetDev/connect. Its parent is the span of the call's context; the
// device gets the context with the new span. A call of an interface without contexts is a root.
//
//	rpc.system.name                    drivergen
//	rpc.method                         the span's name
//	rpc.response.status_code           ok, EOF, or the name of the errno: ECONNREFUSED
//	error.type                         the errno of a call that failed; not_returned where the device panicked
//	network.transport, network.type    of a call that makes a socket, and of each later one on it
//	network.peer.address, .port        once the socket has a peer
//	network.local.address, .port       once the socket is bound
//	server.address, server.port        the host and port that a call names
//	drivergen.handle                   the handle that the call works on or has made
//	drivergen.arg.NAME                 an argument; of a payload its number of bytes
//	drivergen.result.NAME              a result of a call that succeeded
//
// A call that failed has the status Error with the error's text. The end of a stream is no failure.
//
// The span of an event is a root of its own, since no call causes it: netdev.NetDev/close_cb, with
// drivergen.handle and drivergen.value.NAME. Each span that belongs to a handle, of a call or an
// event, has a link to the span of the call that made the handle. That is how an old socket 3 is
// told from a new one.
//
// # Metrics
//
//	rpc.client.call.duration  s        histogram: how long calls took, with rpc.method, rpc.response.status_code and error.type
//	drivergen.calls           {call}   counter: the calls of each rpc.method
//	drivergen.errors          {error}  counter: the calls of each rpc.method that failed, by error.type
//	drivergen.events          {event}  counter: the events of each drivergen.event
//	drivergen.io              By       counter: the payload bytes of successful calls, by network.io.direction
//
// No attribute of a metric is a handle, an address or a text of the device.
package oteltrace
