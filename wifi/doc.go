// Package wifi joins networks through any ieee80211dev.WiFiDev, stays joined, and makes an
// access point of a device that can be one:
//
//	station := wifi.New(dev)
//	err := station.Join(ctx, "lab", wifi.Password("correct horse"))
//
// [Station.Join] tries a network a few times, [Station.Stay] keeps it for as long as its
// context lasts: it joins it again when its access point was lost and when the device
// restarted. [Station.JoinBest] and [Station.StayBest] do the same with the strongest of
// several known networks. [AccessPoint.Keep] is Stay for a network that the device itself
// offers.
//
// # Back-off
//
// Between two attempts there is a wait: the first time as long as [Backoff] says, half a
// second unless set, then twice as long each time up to a limit, half a minute unless set.
// There is no random part, so that what happens when can be told beforehand. The wait
// begins anew with a connection that proved good: one that lasted at least as long as the
// limit. Such a connection is joined again at once when it is lost; one that was lost
// sooner counts as an attempt that failed, so that an access point that takes stations and
// drops them is not asked without pause. A network that the device joined again by itself
// ends a wait.
//
// # Errors
//
// Errors keep the device's cause: errors.Is(err, ieee80211dev.EACCES) is a wrong password,
// ENOENT an SSID that no access point in range has, ECONNREFUSED an access point that takes
// no station, ETIMEDOUT an attempt that took too long, ENODEV a device that is gone. Those
// of a join are a [JoinError], whose text ends with what to do. No password is in any error.
package wifi
