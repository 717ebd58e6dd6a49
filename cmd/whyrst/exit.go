package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// The exit codes: scripts and batch jobs decide by them.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitLoss        = 3
	exitInterrupted = 130
)

// exitCodes says what each means, for --help and README.md.
var exitCodes = []struct {
	code    int
	meaning string
}{
	{exitOK, "everything was read and written"},
	{exitFailed, "failed: nothing could be read, or the output could not be written; nothing stands under its final name"},
	{exitUsage, "refused before reading a packet: a wrong flag or argument, an error in a rule, an output that exists"},
	{exitLoss, "something was lost (a damaged or unreadable capture); everything else is delivered"},
	{exitInterrupted, "interrupted; nothing stands under its final name"},
}

// exitHelp is the paragraph on exit codes in --help.
func exitHelp() string {
	var b strings.Builder
	b.WriteString("Exit codes:\n")
	for _, c := range exitCodes {
		fmt.Fprintf(&b, "  %-4d %s\n", c.code, c.meaning)
	}
	return b.String()
}

// failure is an error with the exit code that it deserves.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// usage marks an error as one of the caller's making.
func usage(format string, args ...any) error {
	return &failure{exitUsage, fmt.Errorf(format, args...)}
}

// lost marks an error after which everything else was delivered.
func lost(format string, args ...any) error {
	return &failure{exitLoss, fmt.Errorf(format, args...)}
}

// exitCode is the code for what a command returned.
func exitCode(err error) int {
	var f *failure
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &f):
		return f.code
	}
	return exitFailed
}
