package skeleton

import (
	"errors"
	"io"

	"drivergen/driver"
	"drivergen/examples/skeleton/fakechip"
	"drivergen/generated/netdev"
)

// keep remembers which of the chip's links is behind one of the stub's.
func (h *hardware) keep(link driver.Link, number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.numbers[link] = number
	h.links[number] = link
}

// forget drops a link, before the chip can give its number to another.
func (h *hardware) forget(link driver.Link, number int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.numbers, link)
	delete(h.links, number)
}

// number returns the chip's number of a link, one that the chip does not know where there is none.
func (h *hardware) number(link driver.Link) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	if number, ok := h.numbers[link]; ok {
		return number
	}
	return -1
}

// link returns the stub's link of one of the chip's, the zero Link where there is none.
func (h *hardware) link(number int) driver.Link {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.links[number]
}

// interrupt tells the stub what the chip tells.
func (h *hardware) interrupt(i fakechip.Interrupt) {
	if i.Cause == fakechip.Off {
		h.dev.Shut(netdev.ENODEV)
		return
	}
	link := h.link(i.Link)
	switch i.Cause {
	case fakechip.Received:
		h.dev.Readable(link)
	case fakechip.Ended:
		h.dev.Closed(link, nil)
	case fakechip.Reset:
		h.dev.Closed(link, netdev.ECONNRESET)
	case fakechip.Incoming:
		local, remote := h.chip.Addrs(i.New)
		arrived, ok := h.dev.Accepted(link, remote, local)
		if !ok {
			_ = h.chip.Close(i.New) // it is there, since it has just come
			return
		}
		h.keep(arrived, i.New)
	}
}

// errno turns the chip's errors into errnos.
func errno(err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case errors.Is(err, fakechip.ErrOff):
		return netdev.ENODEV
	case errors.Is(err, fakechip.ErrFull):
		return netdev.EMFILE
	case errors.Is(err, fakechip.ErrInUse):
		return netdev.EADDRINUSE
	case errors.Is(err, fakechip.ErrRefused):
		return netdev.ECONNREFUSED
	case errors.Is(err, fakechip.ErrEmpty):
		return netdev.EAGAIN
	case errors.Is(err, fakechip.ErrGone):
		return netdev.EPIPE
	case errors.Is(err, fakechip.ErrReset):
		return netdev.ECONNRESET
	case errors.Is(err, fakechip.ErrStream):
		return netdev.EOPNOTSUPP
	}
	return netdev.EBADF // ErrNoLink: the link was closed meanwhile
}
