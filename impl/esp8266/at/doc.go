// Package at speaks the AT command set of ESP8266 modules: NonOS AT 1.x and ESP-AT 2.x, over any byte stream.
//
// A [Dialogue] owns the stream. One goroutine reads it through a tokenizer, which cuts the bytes into lines, prompts
// and counted payload; payload is never searched for text. Another goroutine carries out one command at a time.
// Unsolicited result codes (URCs) and received data may come between any two tokens and go to the [Handler].
//
// Commands are built with [Exec], [Query] and [Set], which escape their arguments, so that no argument can end a
// command and start another. The order, format and meaning of replies follow the AT instruction set of either firmware.
//
// # Faults
//
// AT has no checksum and no numbers by which a reply could be told to belong to its command. What the dialogue builds on
// instead: the module answers in order, a payload is counted, the module counts it back, and a silent module can be asked.
//
//   - A command without a reply is asked after with AT. Busy means that it is under way; OK, that its reply was lost
//     ([ErrLost]).
//   - A payload is written only after its prompt. Where the prompt is lost the module is brought back with "+++", which
//     sends nothing to the peer, and the command is sent again.
//   - A payload that the module did not confirm byte for byte leaves an [ErrDoubt].
//   - Data that was asked for with AT+CIPRECVDATA must be followed by the end of its answer; else it is [ErrDamaged], and
//     what comes is thrown away until the line is quiet.
//   - Whenever step may have been lost (damage, garbage, a result that nobody waits for) the module is looked for before
//     the next command: with AT, "+++", the baud rates that the driver offers, and at last filler for a payload that it may
//     wait for. A command that no firmware knows marks the point from which replies belong to new commands.
//   - A restart shows itself by "ready", by boot text or by the echo that is on again.
package at
