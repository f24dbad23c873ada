// Package jsdriver makes devices of drivers that are written in JavaScript for Kaluma's interfaces
// (kalumajs.org/docs/api/device-driver): what a script would install as global.__netdev is a netdev.NetDev for Go programs,
// and what it would install as global.__ieee80211dev an ieee80211dev.WiFiDev.
//
// Running drivers differ from the page, and from each other. What they do is taken for what they mean: an errno
// where the page has -1, connect_cb long after connect's callback or never, close_cb before the last data, a descriptor
// that is free as soon as the peer closes, no callback at all. A call whose driver does not answer ends with its context, or
// after a while of its own.
package jsdriver
