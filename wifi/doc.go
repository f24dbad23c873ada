// Package wifi joins networks through any ieee80211dev.WiFiDev, stays joined, and makes an
// access point of a device that can be one:
//
//	station := wifi.New(dev)
//	err := station.Join(ctx, "lab", wifi.Password("correct horse"))
//
// Errors keep the device's cause: errors.Is(err, ieee80211dev.EACCES) is a wrong password,
// ENOENT an SSID that no access point in range has, ETIMEDOUT an attempt that took too long.
package wifi
