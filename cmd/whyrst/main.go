package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/spf13/cobra"
)

// memoryLimit makes the collector work harder before the heap grows beyond it: with the bounds of connections and
// row groups, whyrst stays under 512 MiB. Measured on 0.96 million packets: 429 MB instead of 552 MB for 9 % more
// processor time. GOMEMLIMIT in the environment has the last word.
const memoryLimit = 400 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program: tests call it as a shell would.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A later interrupt ends the program at once, whatever it is cleaning up. Not one that comes with the first:
	// timeout and make send theirs to the program and to its group.
	context.AfterFunc(ctx, func() {
		time.Sleep(time.Second)
		stop()
	})
	defer stop()
	text.DisableColors() // painter decides, by the stream it writes to
	cmd := rootCmd()
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.ExecuteContext(ctx)
	if code := exitCode(err); code == exitInterrupted {
		fmt.Fprintln(stderr, "whyrst: interrupted; nothing was left under its final name")
		return code
	}
	if err != nil {
		fmt.Fprintf(stderr, "whyrst: %s\n", escapeLines(err.Error()))
	}
	return exitCode(err)
}

// rootCmd wires the commands together.
func rootCmd() *cobra.Command {
	root := &cobra.Command{
		Use:   "whyrst",
		Short: "Say why TCP connections were reset",
		Long: `whyrst says why TCP connections were reset. It reads packet captures, gives every RST a cause with
evidence, writes packets, flows and resets as tables, and brings the verdicts back into Wireshark.

` + exitHelp(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usage("%w\nSee '%s --help'.", err, cmd.CommandPath())
	})
	root.AddCommand(extractCmd(), explainCmd(), wiresharkCmd(), annotateCmd(), filterCmd(), doctorCmd(), judgeCmd(), rulesCmd(), schemaCmd(), versionCmd())
	usageArgs(root)
	return root
}

// usageArgs gives a wrong number of arguments the exit code of a wrong flag, in a command and those below it.
func usageArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return usage("%w\nSee '%s --help'.", err, cmd.CommandPath())
			}
			return nil
		}
	}
	for _, sub := range cmd.Commands() {
		usageArgs(sub)
	}
}
