// Package at speaks the AT command set of ESP8266 modules: NonOS AT 1.x and ESP-AT 2.x, over any byte stream.
//
// A [Dialogue] owns the stream. One goroutine reads it through a tokenizer, which cuts the bytes into lines, prompts
// and counted payload; payload is never searched for text. Another goroutine carries out one command at a time.
// Unsolicited result codes (URCs) and received data may come between any two tokens and go to the [Handler].
//
// Commands are built with [Exec], [Query] and [Set], which escape their arguments, so that no argument can end a
// command and start another. The order, format and meaning of replies follow the AT instruction set of either firmware.
package at
