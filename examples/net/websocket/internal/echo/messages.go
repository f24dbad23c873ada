package echo

import (
	"flag"
	"fmt"
)

// Messages is how many messages a conversation has.
type Messages int

const maxMessages = 1000

// Flags adds the flag --messages.
func (m *Messages) Flags(fs *flag.FlagSet) {
	fs.IntVar((*int)(m), "messages", 5, "`N`umber of messages of a conversation")
}

// Check looks for mistakes of usage.
func (m Messages) Check() error {
	if m < 1 || m > maxMessages {
		return fmt.Errorf("--messages %d: want from 1 to %d", m, maxMessages)
	}
	return nil
}
