//go:build !race

package esp8266_test

// bulk is the bytes of an upload, of a download, and of each of the two at once.
const bulk = tableBulk
