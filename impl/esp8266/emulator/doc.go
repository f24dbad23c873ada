// Package emulator is an ESP8266 module running Espressif's AT firmware, without the module.
//
// A host (a driver, a terminal, a microcontroller behind a USB cable) talks to it over any byte stream, as it would
// over the module's UART, and gets the bytes that the firmware would send: echo, blank lines, prompts, unsolicited
// messages and errors included. TCP, UDP and TLS links end in real sockets of this machine, or in whatever Network
// the emulator was given.
//
// Two lines of firmware are known, since hosts meet both and they differ in nearly every detail that a parser sees:
// AT 1.7, built on the NonOS SDK, and ESP-AT 2.2.
//
// Faults are what goes wrong by chance, repeatable from a seed: on the line, in the firmware and in the world. A host's
// Port has a baud rate and flow control of its own, which go wrong as they do on a board.
//
//	emu := emulator.Start(t, emulator.AccessPoint{SSID: "lab", Password: "correct horse"})
//	port := emu.Port() // an io.ReadWriteCloser: the host's end of the UART
package emulator
