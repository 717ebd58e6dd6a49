package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	root := &cobra.Command{
		Use:           "whyrst-lab",
		Short:         "Measure whyrst against labels and against tshark",
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.AddCommand(confusionCmd(), causesCmd(), tsharkdiffCmd())
	if err := root.ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "whyrst-lab:", err)
		stop()
		os.Exit(1)
	}
}
