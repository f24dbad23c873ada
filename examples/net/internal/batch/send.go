package batch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/rounds"
)

const (
	// tries is how often in a row a connection may be lost before a line has gone over it.
	tries = 5
	// pause is how long the first of them is left alone; it is twice as long each further time.
	pause = 100 * time.Millisecond
	// patience is how long the server may take to answer how much it counted.
	patience = 2 * time.Second
)

// sending is a batch that is under way.
type sending struct {
	board  *board.Board
	server string
	dial   Dial
	writes int

	link      Link // nil where there is none
	links     int  // connections so far
	onLink    int  // bytes that were sent on this one
	fruitless int  // connections in a row that were lost before a line was sent
}

// run sends all lines, over as many connections as it takes, and asks the server how much it counted.
func (s *sending) run(ctx context.Context) error {
	s.board.Step("send", "%d writes of %d bytes to %s", s.writes, lineLength, s.server)
	began := time.Now()
	line := make([]byte, 0, lineLength)
	for n := 0; n < s.writes; {
		line = appendLine(line[:0], n+1, s.writes)
		err := s.sendLine(ctx, line)
		if err == nil {
			n++
		}
		if err == nil && n == s.writes {
			if err = s.finish(ctx, began); err == nil {
				return nil
			}
			n-- // the last line goes over the next connection once more
		}
		if err != nil {
			if err := s.lose(ctx, n, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// sendLine sends a line, over a new connection where there is none.
func (s *sending) sendLine(ctx context.Context, line []byte) error {
	if s.link == nil {
		link, err := s.dial(ctx, s.server)
		if err != nil {
			return err
		}
		s.link, s.onLink = link, 0
		s.links++
	}
	if err := s.link.Write(ctx, line); err != nil {
		return err
	}
	s.onLink += len(line)
	s.fruitless = 0
	return nil
}

// lose ends a connection that failed, or that did not come up, and pauses before the next. Its error is that of a failure that
// lasts.
func (s *sending) lose(ctx context.Context, sent int, err error) error {
	s.hangUp()
	s.fruitless++
	refusedAgain := s.links > 0 && errors.Is(err, driver.ECONNREFUSED) // it was there, and may come back
	if ctx.Err() != nil {
		return err
	}
	if s.fruitless > tries || !online.Lost(err) && !refusedAgain {
		return s.board.Advise(s.server, peer.Flag, err)
	}
	s.board.Step("lost", "after %s: %v", console.Counted(sent, "line"), err)
	return rounds.Pause(ctx, pause<<(s.fruitless-1))
}

// hangUp closes the connection, if there is one.
func (s *sending) hangUp() {
	if s.link != nil {
		s.link.Close() // what it has to say of a connection that is over helps nobody
		s.link = nil
	}
}

// finish tells how fast the batch went, and compares what the server counted on this connection with what was sent on it.
func (s *sending) finish(ctx context.Context, began time.Time) error {
	took := time.Since(began)
	if err := s.link.Write(ctx, []byte(end)); err != nil {
		return err
	}
	text, err := s.answer(ctx)
	if err != nil {
		return err
	}
	s.board.Step("sent", "%d bytes in %v, %s", s.writes*lineLength, took.Round(time.Millisecond), rate(s.writes*lineLength, took))
	if text == "" {
		s.board.Step("answer", "none in %v: a server such as nc gives none", patience)
		return nil
	}
	counted, err := parseCount(text)
	if err != nil {
		return err
	}
	if counted != s.onLink {
		return fmt.Errorf("the server counted %d bytes of %d", counted, s.onLink)
	}
	if s.links == 1 {
		s.board.Step("answer", "%d bytes arrived", counted)
	} else {
		s.board.Step("answer", "%d bytes arrived over the last of %d connections", counted, s.links)
	}
	return nil
}

// answer reads a line of the server: none where it keeps silent.
func (s *sending) answer(ctx context.Context) (string, error) {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var text strings.Builder
	buf := make([]byte, 64)
	for !strings.HasSuffix(text.String(), "\n") && text.Len() < len(buf) {
		n, err := s.link.Read(limited, buf)
		text.Write(buf[:n])
		switch {
		case err == nil:
		case limited.Err() != nil && ctx.Err() == nil && text.Len() == 0:
			return "", nil
		case err == io.EOF:
			return "", fmt.Errorf("the server ended the connection without an answer: %w", err)
		default:
			return "", err
		}
	}
	return text.String(), nil
}

// rate tells how fast bytes went.
func rate(bytes int, took time.Duration) string {
	perSecond := float64(bytes) / max(took.Seconds(), 1e-9)
	switch {
	case perSecond >= 1e6:
		return fmt.Sprintf("%.1f MB/s", perSecond/1e6)
	case perSecond >= 1e3:
		return fmt.Sprintf("%.1f kB/s", perSecond/1e3)
	}
	return fmt.Sprintf("%.0f B/s", perSecond)
}
