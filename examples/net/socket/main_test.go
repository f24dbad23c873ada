package main

import (
	"testing"

	"drivergen/examples/net/internal/batchtest"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestBatch(t *testing.T)      { batchtest.Batch(t, program) }
func TestBusyModule(t *testing.T) { batchtest.BusyModule(t, program) }
func TestReconnect(t *testing.T)  { batchtest.Reconnect(t, program) }
func TestLines(t *testing.T)      { batchtest.Lines(t, program) }
func TestServerGone(t *testing.T) { batchtest.ServerGone(t, program) }
func TestMistakes(t *testing.T)   { batchtest.Mistakes(t, program) }
