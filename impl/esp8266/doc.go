// Package esp8266 drives an ESP8266 module that runs Espressif's AT firmware: NonOS AT 1.x or ESP-AT 2.x. The module is
// a socket device (package netdev) and a WiFi device (package ieee80211dev).
//
//	dev, err := esp8266.Open(ctx, port) // port: any io.ReadWriteCloser
//	err = dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"})
//	fd, err := dev.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
//
// The module has five links, TCP or UDP, and one TCP server. Limits of its firmware that no driver can lift:
//   - It tells a connection that was reset from one that was closed in no way: both end as an orderly close.
//   - One direction of a connection cannot be closed alone. After Shutdown of the writing side the peer sees no end.
//   - It chooses a TCP client's local port itself.
//   - A UDP link needs an address of its own: a datagram socket cannot be bound before a network is joined.
//   - An SSID is printed as it is. One that holds a line break can forge lines of a scan.
package esp8266
