// Package drivergen compiles descriptions of device interfaces to Go. This package
// itself is empty: the command is drivergen/cmd/drivergen, the descriptions stand in
// drivergen/idl, and what is made of them in drivergen/generated.
package drivergen

//go:generate go run ./cmd/drivergen generate
