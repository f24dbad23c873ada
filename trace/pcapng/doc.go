// Package pcapng writes what traced sockets carried as a pcapng capture, which Wireshark
// and tshark open: each socket is a TCP or UDP conversation with its payload, each name
// that was resolved a DNS query with its answer.
//
//	file, err := os.Create("board.pcapng")
//	...
//	capture := pcapng.New(file)
//	dev = netdevtrace.Wrap(dev, capture)
//	...
//	err = capture.Close()
//
// No frame was seen on a wire. What the calls tell is recorded: the payload that was
// carried, the times, the addresses, how a connection began and ended. The rest is
// made up so that it agrees: sequence numbers, acknowledgements, hardware addresses, a
// local port that no call told.
//
// # What becomes of a call
//
//   - connect: SYN when it began; when it ended the peer's SYN-ACK and the ACK, or a RST
//     where the peer refused. A SYN alone, with a comment, where nobody answered.
//   - accept: the peer's handshake when it ended.
//   - a send: data segments of at most the MSS when it began, their ACK when it ended.
//     A send that failed is not there: how much of it left is not known.
//   - a receive: the peer's data when it ended; FIN for the end of the stream, RST where
//     the connection was reset. A peer's end that an event tells before it was received
//     stands where the socket is closed.
//   - shutdown of the writing side and close: FIN and what answers it, also where the device
//     has no half-close and sends none.
//   - datagrams: a frame each, cut to the buffer that took it.
//
// Frames stand in the order of their times. For that a frame waits until the calls that
// began before it have ended, for a second or a megabyte of payload at the most. A frame
// that comes later than this gets the time of the frame before it.
//
// # Addresses
//
// The local address is what bind, get or ip told, else that of LocalAddr, else one of the
// blocks for documentation (RFC 5737, RFC 3849): 198.51.100.1 or 2001:db8::1. A peer that
// is given by a name has the address that resolve or get told, else one made up for that
// name, of 192.0.2.0/24 or 2001:db8:1::/64, and a comment. Names are written as name
// resolution blocks too.
//
// The payload of a socket whose TLS ends on the device is what the program sent and
// received, not what was on the wire. A comment marks the conversation.
//
// Which interfaces have sockets, and which of their methods do what, is in a table here:
// netdev.NetDev and tinygo.Netdever. All others are left out, at no cost to their calls.
package pcapng
