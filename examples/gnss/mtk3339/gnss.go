package mtk3339

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"drivergen/driver"
	"drivergen/examples/gnss/generated/gnss"
	"drivergen/examples/gnss/generated/gnss/gnssstub"
)

// answerTime is how long the receiver may take for an answer, which waits for its turn among the sentences.
const answerTime = time.Second

// hardware does what gnssstub asks of the hardware.
type hardware struct {
	dev  *gnssstub.Device // to be told what the hardware tells on its own
	port io.ReadWriteCloser

	turn    chan struct{}            // holds a token while somebody waits for an answer
	answers chan int                 // the receiver's answers to setPeriod
	last    atomic.Pointer[gnss.Fix] // nil before the first

	closing  sync.Once
	closed   atomic.Bool
	closeErr error
	ended    chan struct{} // closed when the stream has ended
}

var _ gnssstub.Hardware = (*hardware)(nil)

// setPeriod is the command PMTK_SET_NMEA_UPDATERATE, whose argument is in milliseconds.
const setPeriod = 220

// The receiver's answers to a command, as PMTK_ACK has them.
const (
	ackUnknown = 1 // it does not know the command
	ackDone    = 3
)

// SetPeriod sets the time between fixes, and returns when the receiver has agreed.
//
// It fails with EIO, EINVAL, ENODEV, EOPNOTSUPP, ETIMEDOUT, ECANCELED.
func (h *hardware) SetPeriod(ctx context.Context, period time.Duration) error {
	select {
	case h.turn <- struct{}{}:
	case <-ctx.Done():
		return driver.FromContext("set_period", ctx)
	}
	defer func() { <-h.turn }()
	select {
	case <-h.answers: // to a call that did not wait for it
	default:
	}
	if _, err := io.WriteString(h.port, sentence(fmt.Sprintf("PMTK%d,%d", setPeriod, period.Milliseconds()))); err != nil {
		return driver.Fail("set_period", gnss.EIO, err)
	}
	timer := time.NewTimer(answerTime)
	defer timer.Stop()
	select {
	case answer := <-h.answers:
		return refusal(answer)
	case <-timer.C:
		return gnss.ETIMEDOUT
	case <-ctx.Done():
		return driver.FromContext("set_period", ctx)
	case <-h.ended:
		return gnss.ENODEV
	}
}

// refusal returns the error of an answer.
func refusal(answer int) error {
	switch answer {
	case ackDone:
		return nil
	case ackUnknown:
		return gnss.EOPNOTSUPP
	}
	return gnss.EIO
}

// LastFix returns the newest fix while the receiver is tracking.
//
// It fails with ENODATA, ENODEV, ETIMEDOUT, ECANCELED.
func (h *hardware) LastFix(ctx context.Context) (gnss.Fix, error) {
	return *h.last.Load(), nil // there is one since the receiver is tracking
}

// Close ends the stream and closes the port.
//
// It fails with EIO, ETIMEDOUT, EALREADY, ECANCELED.
func (h *hardware) Close(ctx context.Context) error {
	h.closing.Do(func() {
		h.closed.Store(true)
		if err := h.port.Close(); err != nil {
			h.closeErr = driver.Fail("close", gnss.EIO, err)
		}
	})
	select {
	case <-h.ended:
		return h.closeErr
	case <-ctx.Done():
		return driver.FromContext("close", ctx)
	}
}
