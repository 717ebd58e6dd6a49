package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"whyrst/lua"
)

// doctorCmd says whether Wireshark will show verdicts, and if not, why.
func doctorCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what of whyrst is installed in Wireshark, where, and what is missing",
		Long: `Look at Wireshark as this user would start it: its version, its folders, the plugin, the profile and the
files of verdicts; then start tshark and see whether it knows the fields. The exit code is 1 if something
keeps verdicts from being shown.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			d := doctor{ctx: cmd.Context(), out: cmd.OutOrStdout()}
			return d.run()
		},
	}
}

// doctor prints findings and counts those that are bad.
type doctor struct {
	ctx context.Context
	out io.Writer
	bad int
	// installed says that there is a plugin.
	installed bool
}

func (d *doctor) good(format string, args ...any) { d.say("ok      ", format, args...) }
func (d *doctor) note(format string, args ...any) { d.say("note    ", format, args...) }
func (d *doctor) fail(format string, args ...any) {
	d.bad++
	d.say("MISSING ", format, args...)
}

func (d *doctor) say(mark, format string, args ...any) {
	fmt.Fprintln(d.out, mark+escape(fmt.Sprintf(format, args...)))
}

func (d *doctor) run() error {
	version, err := exec.CommandContext(d.ctx, "tshark", "--version").Output()
	if err != nil {
		d.fail("tshark does not start: %v. Install Wireshark's command line tools (package tshark)", err)
		return fmt.Errorf("Wireshark can't be looked at")
	}
	d.version(string(version))
	if dir := os.Getenv("WIRESHARK_CONFIG_DIR"); dir != "" {
		d.note("WIRESHARK_CONFIG_DIR is %s: Wireshark looks there and nowhere else", dir)
	}
	f, err := wiresharkFolders(d.ctx)
	if err != nil {
		return err
	}
	parts := f.parts()
	if err := d.plugin(parts[0]); err != nil {
		return err
	}
	if err := d.profile(parts[1]); err != nil {
		return err
	}
	d.fields()
	if d.bad > 0 {
		return fmt.Errorf("%s missing", plural(int64(d.bad), "thing is", "things are"))
	}
	return nil
}

// version looks at what tshark says of itself.
func (d *doctor) version(text string) {
	first, _, _ := strings.Cut(text, "\n")
	d.good("%s", first)
	flat := strings.Join(strings.Fields(text), " ")
	if !strings.Contains(flat, "with Lua") {
		d.fail("this Wireshark is built without Lua: no plugin can work. Use whyrst annotate's packet comments instead")
	}
	if os.Geteuid() == 0 {
		d.note("you are root: from Wireshark 4.2 on personal plugins of root are ignored, silently")
	}
}

// plugin looks at the plugin's folder.
func (d *doctor) plugin(dir string) error {
	data, err := os.ReadFile(filepath.Join(dir, "whyrst.lua"))
	switch {
	case err != nil:
		d.fail("no plugin in %s: whyrst wireshark OUT --install", dir)
	case !bytes.Equal(data, lua.Plugin):
		d.note("the plugin in %s is not this program's: whyrst wireshark OUT --install renews it unless you changed it", dir)
	default:
		d.good("plugin %s", filepath.Join(dir, "whyrst.lua"))
	}
	d.installed = err == nil
	files, err := lua.Inspect(filepath.Join(dir, "verdicts"))
	if err != nil {
		return err
	}
	for _, v := range files {
		if v.Version != lua.FormatVersion {
			d.fail("verdicts %s are of another version: run whyrst wireshark again", v.File)
			continue
		}
		d.good("verdicts of %s: %s connections reset, %s RSTs (rules %s)", v.Capture, v.Flows, v.Resets, v.Rules)
	}
	if len(files) == 0 && os.Getenv("WIRESHARK_CONFIG_DIR") == "" {
		d.fail("no verdicts in %s", filepath.Join(dir, "verdicts"))
	}
	return nil
}

// profile looks at the profile's folder.
func (d *doctor) profile(dir string) error {
	same, changed, err := lua.Unchanged(dir)
	if err != nil {
		return err
	}
	switch {
	case len(same)+len(changed) == 0:
		d.note("no profile in %s: whyrst wireshark OUT --install, then wireshark -C %s", dir, lua.ProfileName)
	default:
		d.good("profile %s: %s as installed", dir, plural(int64(len(same)), "file", "files"))
	}
	if len(changed) > 0 {
		d.note("changed since, and left alone: %s", strings.Join(changed, ", "))
	}
	return nil
}

// fields asks tshark whether the plugin came up: the one answer that counts.
func (d *doctor) fields() {
	var stderr bytes.Buffer
	cmd := exec.CommandContext(d.ctx, "tshark", "-G", "fields")
	cmd.Stderr = &stderr
	fields, err := cmd.Output()
	switch {
	case err != nil:
		d.fail("tshark -G fields: %v", err)
	case bytes.Contains(fields, []byte("\twhyrst.cause\t")):
		d.good("tshark knows the field whyrst.cause")
	case d.installed && os.Geteuid() == 0:
		d.fail("tshark does not know the field whyrst.cause: start it as another user than root, or allow it in the global init.lua (run_user_scripts_when_superuser = true)")
	default:
		d.fail("tshark does not know the field whyrst.cause")
	}
	for line := range strings.Lines(stderr.String()) {
		if strings.Contains(line, "whyrst") || strings.Contains(line, "Lua") {
			d.note("tshark says: %s", strings.TrimSpace(line))
		}
	}
}
