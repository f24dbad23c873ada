// Package esp8266 drives an ESP8266 module that runs Espressif's AT firmware: NonOS AT 1.x or ESP-AT 2.x. The module is
// a socket device (package netdev) and a WiFi device (package ieee80211dev).
//
//	dev, err := esp8266.Open(ctx, port) // port: any io.ReadWriteCloser
//	err = dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"})
//	fd, err := dev.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
//
// What is the ESP8266's own is the Device's: [Device.Info] tells which firmware it found and what that has, [Device.Ping],
// [Device.Time], [Device.SetAddress], [Device.SetHostname], [Device.SetSleep], [Device.DeepSleep] and others are there where the firmware has
// them and fail with EOPNOTSUPP where it has not. What was set is set again after a restart of the module. The options of
// [Open] raise the baud rate, turn flow control on, and have a network joined again.
//
// The module has five links, TCP, UDP or TLS, of which one may be TLS, and one TCP server. Limits of its firmware that no driver can lift:
//   - It tells a connection that was reset from one that was closed in no way: both end as an orderly close.
//   - One direction of a connection cannot be closed alone. After Shutdown of the writing side the peer sees no end.
//   - It chooses a TCP client's local port itself.
//   - It cannot hold datagrams back and keep their bounds. While a UDP socket is open, ESP-AT sends everything at once:
//     a stream that is not read then fails with EOVERFLOW once its buffer is full ([ReceiveBuffer]), instead of holding its peer back. NonOS AT
//     holds back TCP, and never TLS.
//   - AT has no checksum. A byte that is lost or doubled in an answer is noticed and fails the link; a byte that was changed
//     on the line is not. Flow control and a rate that the wires carry prevent the first, TLS on the host finds the second.
//   - A UDP link needs an address of its own: a datagram socket cannot be bound before a network is joined.
//   - An SSID is printed as it is. One that holds a line break can forge lines of a scan.
package esp8266
