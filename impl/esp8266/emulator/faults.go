package emulator

import (
	"fmt"
	"time"
)

// Faults are what goes wrong by chance: on the line, in the firmware and in the world. The zero value is no fault. It
// is an Option; SetFaults changes it while the module runs.
//
// A chance is from 0, never, to 1, always. Each kind of fault has a generator of its own, made of the seed, so that the
// same seed and the same dialogue give the same faults, and one kind's chance does not move another kind's faults.
type Faults struct {
	Seed uint64

	// On the line, for each byte: it is lost; one of its bits is flipped; it comes twice.
	Drop, Corrupt, Double float64
	OnlyToHost            bool // these three befall only what the module sends
	OnlyToModule          bool // these three befall only what the host sends

	// On the line, for each piece that one side sends in one go: it and what follows it are held up. Bytes keep their
	// order.
	Delay    float64
	DelayFor time.Duration

	// LoseReply is for each command: it is carried out, and nothing of its answer reaches the host.
	LoseReply float64

	// LateReply is for each command: it is carried out, and so answered, only after LateFor. The module is busy for as long.
	LateReply float64
	LateFor   time.Duration

	// Busy is for each command: it finds the module busy, which it stays for BusyFor. The command is answered
	// busy p... and not carried out.
	Busy    float64
	BusyFor time.Duration

	// StrayBusy is for each command: busy p... comes before the answer, as if the command were not carried out.
	StrayBusy float64

	// LoseURC is for each unsolicited line, the notice that passive data waits included: the host never sees it.
	LoseURC float64

	// For each answer with data to AT+CIPRECVDATA: exactly one byte of header, payload or trailer is lost, or comes twice.
	ReadDrop, ReadDouble float64

	// For each send.
	NoPrompt   float64 // its > is lost, and the module waits for the data
	LoseSendOK float64 // neither Recv nor SEND OK or SEND FAIL reaches the host
	SendFail   float64 // SEND FAIL, and the data is lost

	// CloseLink is at each command, prompt, payload and received segment: the peer of a random link closes it.
	CloseLink float64

	// LoseWiFi is for each command: the station's access point goes off the air, for WiFiBack.
	LoseWiFi float64
	WiFiBack time.Duration

	// Reboot is for each byte of either direction: the module restarts at that byte, as by its watchdog. RebootAfter
	// restarts it once, after so many bytes of both directions together.
	Reboot      float64
	RebootAfter int
}

func (f Faults) apply(c *Config) { c.Faults = f }

// check refuses what cannot be.
func (f *Faults) check() error {
	for _, k := range faultKeys {
		if err := k.check(f); err != nil {
			return err
		}
	}
	if f.OnlyToHost && f.OnlyToModule {
		return fmt.Errorf("emulator: faults only to the host and only to the module: leave both out for both directions")
	}
	return nil
}

// SetFaults has other faults befall the module from now on, beginning at their seed.
func (e *Emulator) SetFaults(f Faults) error {
	if err := f.check(); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.arm(f)
	return nil
}

// Faulted counts the faults that have happened since the emulator was made.
func (e *Emulator) Faulted() FaultCounts { return e.faultLog.counted() }

// FaultLog gives the last faults that happened, in their order, at most a thousand of them.
func (e *Emulator) FaultLog() []FaultRecord { return e.faultLog.last() }
