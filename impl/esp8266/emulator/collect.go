package emulator

// collect has the host give n bytes of data after a prompt, as for a send, and hands them on. A +++ alone calls it off.
func (c *call) collect(n int, prompt string, sink func(data []byte)) result {
	m := c.m
	m.send = sendState{want: n, sink: sink}
	m.phase = taking
	if !c.mute {
		m.print(prompt)
	}
	return answered
}
