// Package browser holds the tests of HTML pages in a real Chromium. Of the reference pages: that
// they load nothing, that the search works by keyboard, and that they can be read on a
// phone, in the dark, and with scripts off. Of the pages of recordings: that they draw, zoom,
// filter, search and tell what was clicked, by keyboard too, stay fluid with 50 000 entries, and
// let nothing that a recording says run.
package browser
