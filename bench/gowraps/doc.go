// Package gowraps has gowrap's wrappers of the socket interfaces, to measure ours beside them.
package gowraps

//go:generate sh generate.sh netdev NetDev log netdev_log.go
//go:generate sh generate.sh netdev NetDev opentelemetry netdev_otel.go
//go:generate sh generate.sh tinygo Netdever log tinygo_log.go
