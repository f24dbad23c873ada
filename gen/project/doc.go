// Package project runs the whole path from descriptions on disk to files on disk:
// it finds the descriptions that arguments name, loads them, generates their code in
// memory, and plans what to write where.
package project
