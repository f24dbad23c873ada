// Package browser holds the tests of the HTML reference pages in a real Chromium: that
// they load nothing, that the search works by keyboard, and that they can be read on a
// phone, in the dark, and with scripts off.
package browser
