package esp8266

import "time"

// An Option sets something about a Device.
type Option func(*config)

type config struct {
	socketConfig
	reply           time.Duration
	baud            int
	flow            bool
	rejoin          bool
	keepAutoConnect bool
	joinTime        time.Duration
}

// ReplyTimeout sets how long the module has to answer an ordinary command when the caller's context has no deadline:
// 10 s unless set. Joining, connecting, scanning, sending and resolving have longer limits of their own.
func ReplyTimeout(d time.Duration) Option { return func(c *config) { c.reply = d } }

// Baud has the line run at a rate in bits a second once the module was found: AT+UART_CUR, which saves nothing. The port
// needs a method SetBaud(int) error. The new rate is proved before it counts; where it does not hold, the old one stays
// and [Info] tells why. After a restart of the module the rate is raised again. A module that an earlier user left at
// this rate, or at another common one, is found by itself.
func Baud(bitsPerSecond int) Option { return func(c *config) { c.baud = bitsPerSecond } }

// FlowControl has both sides keep to RTS and CTS (AT+UART_CUR), so that no byte is lost where one is slow. The port needs
// a method SetRTSCTS(bool) error, and the wires must be there; which pins they are is the firmware's (NonOS AT: GPIO15 is
// RTS, GPIO13 CTS). Where it does not work the line goes on without it, and [Info] tells why.
func FlowControl() Option { return func(c *config) { c.flow = true } }

// Rejoin has the driver join its network again after the module restarted by itself. Without it the network is lost then.
// A network that was lost on the air is joined again by the firmware itself.
func Rejoin() Option { return func(c *config) { c.rejoin = true } }

// KeepAutoConnect leaves it to the module whether it joins a saved network by itself after a restart. Without it that is
// turned off, which is the one setting that the driver writes to the module's flash, once (AT+CWAUTOCONN).
func KeepAutoConnect() Option { return func(c *config) { c.keepAutoConnect = true } }

// JoinTimeout sets how long the module tries to join a network: 3 s to 10 minutes, in whole seconds. Without it the
// firmware's own limit of about 15 s holds. NonOS AT takes it by AT+CWJAPTO, which may save it.
func JoinTimeout(d time.Duration) Option {
	return func(c *config) { c.joinTime = min(max(d, minJoinTimeout), maxJoinTimeout) }
}
