package at

// Stats counts what happened in a dialogue since New.
type Stats struct {
	BytesIn, BytesOut uint64 // on the port
	Commands          uint64 // command lines that callers had written, each counted once
	Repeated          uint64 // command lines written again: the module was busy, or a prompt was lost
	Busy              uint64 // busy answers
	GarbageLines      uint64 // lines that are no reply and no result code of the AT instruction set
	GarbageBytes      uint64 // bytes of such lines, and of what was thrown away after damage
	Damaged           uint64 // answers to AT+CIPRECVDATA whose count and end did not fit
	LostReplies       uint64 // replies and prompts that never came
	Resyncs           uint64 // times that step was lost and found again
	Restarts          uint64 // restarts of the module that were not asked for
}

// Stats returns the counters.
func (d *Dialogue) Stats() Stats {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.stats
}
