#!/bin/sh
# Makes a wrapper with gowrap: generate.sh PACKAGE INTERFACE TEMPLATE FILE. The template is
# that of the version that go.mod names; by its name gowrap would take the newest from GitHub.
set -e
trap 'rm -f "$3.template"' EXIT
cat "$(go list -m -f '{{.Dir}}' github.com/hexdigest/gowrap)/templates/$3" >"$3.template"
go tool gowrap gen -g -p "../../generated/$1" -i "$2" -t "$3.template" -o "$4"
