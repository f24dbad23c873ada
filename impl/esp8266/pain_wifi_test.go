package esp8266_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// What users of other drivers complain of on the side of WiFi and configuration; none of it happens here.

func TestPainFirmwareDialects(t *testing.T) {
	t.Run("unsupported firmware: no version is refused", func(t *testing.T) {
		const ok = "\r\nOK\r\n"
		for gmr, want := range map[string]string{
			"AT version:0.40.0.0(Aug  8 2015 14:45:58)\r\nSDK version:1.3.0\r\nAi-Thinker Technology Co.,Ltd.\r\nBuild:1.3.0.2\r\n" + ok: "0.40.0.0",
			"AT version:1.3.0.0(Jul 14 2016 18:54:01)\r\nSDK version:2.0.0(656edbf)\r\ncompile time:Jul 19 2016 18:43:55\r\nOK\r\n":      "1.3.0.0",
			"AT version:2.3.0.0-dev(ESP8266_AT - v3.4)\r\n" + ok:                                                                         "2.3.0.0-dev",
			"0018000902-AI03\r\n" + ok:    "",
			"0.9.5.2 AI_Thinker\r\n" + ok: "0.9.5.2 AI_Thinker",
			"\r\nERROR\r\n":               "",
		} {
			for _, espAT := range []bool{false, true} {
				dev, _ := openScripted(t, espAT, func(line string) string {
					if line == "AT+GMR" {
						return gmr
					}
					return ""
				})
				if got := dev.Firmware(); got != want {
					t.Errorf("%q: version %q, want %q", gmr, got, want)
				}
				if err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"}); err != nil {
					t.Errorf("%q: %v", gmr, err)
				}
			}
		}
	})
	t.Run("_CUR and _DEF: neither is used where it is not known", func(t *testing.T) {
		dev, m := openScripted(t, false, func(line string) string {
			if strings.Contains(line, "_CUR") || strings.Contains(line, "_DEF") {
				return "\r\nERROR\r\n"
			}
			return ""
		})
		err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"})
		if err != nil || !m.heard(`AT+CWJAP="lab"`) {
			t.Errorf("%v: %q", err, m.lines)
		}
	})
	t.Run("field counts of CWLAP", func(t *testing.T) {
		fields := strings.Split("1,-29,0,5,3,7,1", ",")
		for n := 1; n <= len(fields); n++ {
			dev, _ := openScripted(t, n%2 == 0, func(line string) string {
				if strings.HasPrefix(line, "AT+CWLAP") && !strings.Contains(line, "OPT") {
					return `+CWLAP:(3,"lab",-50,"5e:cf:7f:1c:ca:27",` + strings.Join(fields[:n], ",") + ")\r\n\r\nOK\r\n"
				}
				return ""
			})
			found, err := dev.WiFi().Scan(t.Context())
			if err != nil || len(found) != 1 || found[0].SSID != "lab" || found[0].Channel != 1 {
				t.Errorf("%d fields: %+v, %v", n+4, found, err)
			}
		}
	})
	t.Run("what the firmware lacks is told as that", func(t *testing.T) {
		dev, _ := openScripted(t, false, func(line string) string {
			for _, name := range []string{"CIPSNTP", "CWHOSTNAME", "SLEEP", "CIPSTAMAC", "CIPSTA_", "UART"} {
				if strings.HasPrefix(line, "AT+"+name) {
					return "\r\nERROR\r\n"
				}
			}
			return ""
		}, esp8266.Baud(921600))
		b := &bench{T: t, dev: dev, ctx: t.Context()}
		_, err := dev.Time(b.ctx)
		b.want("time", err, driver.EOPNOTSUPP)
		b.want("hostname", dev.SetHostname(b.ctx, "x"), driver.EOPNOTSUPP)
		b.want("sleep", dev.SetSleep(b.ctx, esp8266.SleepModem), driver.EOPNOTSUPP)
		b.want("mac", dev.SetMAC(b.ctx, esp8266.Station, driver.MAC{2}), driver.EOPNOTSUPP)
		b.want("address", dev.UseDHCP(b.ctx, esp8266.Station), driver.EOPNOTSUPP)
		if dev.Info().LineError == nil {
			t.Error("no word of the baud rate that could not be raised")
		}
	})
}

func TestPainNoRecovery(t *testing.T) {
	t.Run("the module resets", func(t *testing.T) {
		everywhere(t, func(b *bench) {
			left := b.leaves()
			for _, cause := range []emulator.ResetCause{emulator.WatchdogReset, emulator.BrownOut, emulator.PowerOn, emulator.ExceptionReset} {
				b.emu.Reboot(cause)
				if why := <-left; why != ieee80211dev.LeaveRestarted {
					b.Errorf("%v: left %v", cause, why)
				}
				if ip, err := b.net.IP(b.ctx); err != nil || !ip.IsValid() {
					b.Errorf("after %v: %v, %v", cause, ip, err)
				}
			}
		})
	})
	t.Run("the access point comes back later than the module", func(t *testing.T) {
		inBubble(t, func(b *bench) {
			back := make(chan struct{}, 10)
			defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{Connected: func() { back <- struct{}{} }}).Cancel()
			left := b.leaves()
			b.emu.RemoveAccessPoint(lab.SSID)
			<-left
			b.emu.Reboot(emulator.PowerOn)
			time.Sleep(10 * time.Minute)
			b.check(b.emu.SetAccessPoint(lab))
			select {
			case <-back:
			case <-time.After(10 * time.Minute):
				b.Fatal("the network was not joined again")
			}
		}, esp8266.Rejoin())
	})
	t.Run("the module has no power for an hour", func(t *testing.T) {
		inBubble(t, func(b *bench) {
			b.emu.SetTiming(emulator.Timing{Boot: time.Hour})
			left := b.leaves()
			b.emu.Reboot(emulator.PowerOn)
			ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
			defer cancel()
			if _, err := b.dev.MAC(ctx, esp8266.Station); err == nil {
				b.Error("a module without power answered")
			}
			<-left
			time.Sleep(65 * time.Minute)
			if conn, err := b.dev.WiFi().GetConnection(b.ctx); err != nil || conn == nil {
				b.Errorf("%+v, %v", conn, err)
			}
		}, esp8266.Rejoin())
	})
}

// inBubble runs a test in virtual time on a module that has joined lab.
func inBubble(t *testing.T, test func(b *bench), opts ...esp8266.Option) {
	t.Helper()
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				emu, err := emulator.New(f.firmware, lab, emulator.Timing{Turn: time.Millisecond, Boot: 300 * time.Millisecond})
				if err != nil {
					t.Fatal(err)
				}
				defer emu.Close()
				dev, err := esp8266.Open(t.Context(), emu.Port(), opts...)
				if err != nil {
					t.Fatal(err)
				}
				defer dev.Close()
				b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: t.Context()}
				b.join()
				test(b)
			})
		})
	}
}

func TestPainBoot(t *testing.T) {
	t.Run("boot garbage", func(t *testing.T) {
		everywhere(t, func(b *bench) {
			left := b.leaves()
			for range 5 {
				b.emu.Reboot(emulator.WatchdogReset)
				<-left
				if ip, err := b.net.IP(b.ctx); err != nil || !ip.IsValid() {
					b.Errorf("%v, %v", ip, err)
				}
			}
		}, emulator.BootGarbage(true))
	})
	t.Run("ready missed", func(t *testing.T) {
		for _, f := range firmwares {
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				emu := emulator.Start(t, f.firmware, lab)
				dev, err := esp8266.Open(t.Context(), &unready{ReadWriteCloser: emu.Port()})
				b := &bench{T: t, dev: dev, emu: emu, ctx: t.Context()}
				b.check(err)
				defer dev.Close()
				b.check(dev.WiFi().Reset(b.ctx))
				b.join()
			})
		}
	})
}

// unready is a line on which the module's "ready" is always lost.
type unready struct{ io.ReadWriteCloser }

func (p *unready) Read(b []byte) (int, error) {
	n, err := p.ReadWriteCloser.Read(b)
	if i := bytes.Index(b[:n], []byte("ready\r\n")); i >= 0 {
		n = i + copy(b[i:n], b[i+len("ready\r\n"):n])
	}
	return n, err
}

// A module that an earlier user left in passthrough mode, even saved so, is taken out of it.
func TestPainPassthrough(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			emu := emulator.Start(t, f.firmware, lab)
			b := &bench{T: t, emu: emu, ctx: t.Context()}
			peer := b.listen(echo)
			port := emu.Port()
			say(t, port, "AT+CWMODE=1")
			say(t, port, `AT+CWJAP="lab","correct horse"`)
			say(t, port, "AT")
			say(t, port, "AT")
			say(t, port, fmt.Sprintf(`AT+SAVETRANSLINK=1,"%v",%d,"TCP"`, peer.Addr(), peer.Port()))
			emu.Reboot()
			say(t, port, "through")
			port.Close()
			dev, err := esp8266.Open(b.ctx, emu.Port())
			b.check(err)
			defer dev.Close()
			b.dev, b.net = dev, dev.Net()
			b.join()
			fd := b.dial(peer)
			b.check(b.net.Write(b.ctx, fd, []byte("hello")))
			if got := string(b.read(fd, 5)); got != "hello" {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestPainShortTimeouts(t *testing.T) {
	t.Run("a join that takes half a minute", func(t *testing.T) {
		inBubble(t, func(b *bench) {
			b.emu.SetTiming(emulator.Timing{Join: 25 * time.Second, DHCP: 5 * time.Second, JoinOK: time.Second, JoinFail: 40 * time.Second})
			b.join()
		})
	})
	t.Run("a join that takes as long as its caller allows", func(t *testing.T) {
		inBubble(t, func(b *bench) {
			b.emu.SetTiming(emulator.Timing{Join: 100 * time.Second, JoinFail: 2 * time.Minute})
			b.join()
			ctx, cancel := context.WithTimeout(b.ctx, 50*time.Second)
			defer cancel()
			start := time.Now()
			err := b.dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password})
			if !errors.Is(err, driver.ETIMEDOUT) || time.Since(start) > 51*time.Second {
				b.Errorf("%v after %v", err, time.Since(start))
			}
		}, esp8266.JoinTimeout(2*time.Minute))
	})
	t.Run("a scan that takes ten seconds", func(t *testing.T) {
		inBubble(t, func(b *bench) {
			b.emu.SetTiming(emulator.Timing{Scan: 10 * time.Second})
			found, err := b.dev.WiFi().Scan(b.ctx)
			if err != nil || len(found) != 1 {
				b.Errorf("%v, %v", found, err)
			}
		})
	})
}
