// Package gomocks is gomock's mock of TinyGo's interfaces, to measure ours beside it.
package gomocks

//go:generate go tool mockgen -source ../../generated/tinygo/tinygo.go -destination tinygo.go -package gomocks
