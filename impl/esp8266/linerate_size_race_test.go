//go:build race

package esp8266_test

// bulk is less where the race detector makes each byte cost ten times as much.
const bulk = tableBulk / 32
