package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"drivergen/idl/schema"
)

func newSchema() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "schema [--out FILE]",
		Short: "Write the JSON Schema of descriptions",
		Long: `Writes the JSON Schema (draft 2020-12) of the description language, with which an
editor completes and checks a description while it is written. It tells what keys
there are and what each holds; 'drivergen lint' tells all that is wrong.

An editor with the YAML language server finds the schema by a comment in the first
lines of a description:

  # yaml-language-server: $schema=idl.schema.json`,
		Example: `  drivergen schema --out idl.schema.json      write it beside the descriptions
  drivergen schema                            print it`,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("schema takes no arguments; --out %s writes the schema there", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				_, err := cmd.OutOrStdout().Write(schema.JSON())
				return err
			}
			written, err := schema.Write(out)
			if err != nil {
				return err
			}
			if written {
				fmt.Fprintf(cmd.OutOrStdout(), "%s written\n", shown(out))
			} else {
				fmt.Fprintf(cmd.OutOrStdout(), "%s up to date\n", shown(out))
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write to `FILE` (default: standard output)")
	return cmd
}
