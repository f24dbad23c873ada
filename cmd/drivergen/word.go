package main

import (
	"slices"

	"github.com/spf13/cobra"
)

// A wordFlag is a flag whose value is one of a few words. It is a pflag.Value.
type wordFlag[T ~string] struct {
	value *T
	noun  string // what each of the words is
	words []T
}

// addWord gives a command a flag whose value is one of a few words, which are completed. The
// first of them is the default. The noun says what a word is: a format.
func addWord[T ~string](cmd *cobra.Command, value *T, name, noun, usage string, words ...T) {
	*value = words[0]
	flag := &wordFlag[T]{value, noun, words}
	cmd.Flags().Var(flag, name, usage)
	offer(cmd, name, cobra.FixedCompletions(flag.names(), cobra.ShellCompDirectiveNoFileComp))
}

func (f *wordFlag[T]) names() []string {
	names := make([]string, len(f.words))
	for i, word := range f.words {
		names[i] = string(word)
	}
	return names
}

// String returns the word.
func (f *wordFlag[T]) String() string { return string(*f.value) }

// Type returns the kind of value, for what lists flags without their usage.
func (f *wordFlag[T]) Type() string { return "word" }

// Set takes a word.
func (f *wordFlag[T]) Set(word string) error {
	if !slices.Contains(f.words, T(word)) {
		return usagef("there is no %s %q%s", f.noun, word, didYouMean(word, f.names(), ""))
	}
	*f.value = T(word)
	return nil
}
