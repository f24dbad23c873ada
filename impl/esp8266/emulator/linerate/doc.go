// Package linerate holds a driver of an ESP8266 against what its serial line can carry.
//
// A [Line] is a UART of some speed with an emulated module at its end. It says in closed form, from the AT instruction
// set alone, in what time a transfer can be done at best: [Line.Upload], [Line.Download], [Line.Command]. [Start] puts
// such a line and a network in memory under a test, in which nothing but the line and the module's turn-around takes
// time. In a bubble of testing/synctest a test then measures in virtual time, exactly and the same on every machine:
//
//	synctest.Test(t, func(t *testing.T) {
//		rig := linerate.Start(t, linerate.Line{Firmware: emulator.Firmware22, Baud: 115200})
//		dev, err := esp8266.Open(ctx, rig.Port)
//		…
//	})
package linerate
