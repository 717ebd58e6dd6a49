package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"whyrst/lua"
)

// folders are Wireshark's own, as tshark names them.
type folders struct{ plugins, config string }

// wiresharkFolders asks tshark: their places differ by platform, version and environment.
func wiresharkFolders(ctx context.Context) (f folders, err error) {
	out, err := exec.CommandContext(ctx, "tshark", "-G", "folders").Output()
	if errors.Is(err, exec.ErrNotFound) {
		return f, fmt.Errorf("tshark is not on the PATH: it says where Wireshark looks for plugins (or use --profile or --bundle)")
	}
	if err != nil {
		return f, fmt.Errorf("tshark -G folders: %w", err)
	}
	return parseFolders(string(out))
}

// parseFolders reads "name: TAB path" lines.
func parseFolders(text string) (f folders, err error) {
	for line := range strings.Lines(text) {
		name, path, _ := strings.Cut(line, ":")
		switch path = strings.TrimSpace(path); name {
		case "Personal Lua Plugins":
			f.plugins = path
		case "Personal configuration":
			f.config = path
		}
	}
	if f.plugins == "" || f.config == "" {
		return f, errors.New("tshark -G folders names no folder for personal Lua plugins, or none for configuration: is it built with Lua?")
	}
	return f, nil
}

// parts are the folders that --install fills.
func (f folders) parts() []string {
	return []string{filepath.Join(f.plugins, lua.PluginDir), filepath.Join(f.config, "profiles", lua.ProfileName)}
}

// install places plugin and profile in Wireshark's folders, the plugin first: a profile that filters for fields
// which nobody knows makes Wireshark complain.
func install(ctx context.Context, out io.Writer, profile, plugin []lua.File) error {
	f, err := wiresharkFolders(ctx)
	if err != nil {
		return err
	}
	for i := range plugin {
		plugin[i].Path = strings.TrimPrefix(plugin[i].Path, lua.PluginDir+"/")
	}
	parts := f.parts()
	if err := place(out, parts[0], plugin); err != nil {
		return err
	}
	if err := place(out, parts[1], profile); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nNext:\n  wireshark -C %s CAPTURE\n", lua.ProfileName)
	rootNote(out)
	return nil
}

// uninstall removes what install placed and nobody changed.
func uninstall(ctx context.Context, out io.Writer) error {
	f, err := wiresharkFolders(ctx)
	if err != nil {
		return err
	}
	for _, dir := range f.parts() {
		p, err := lua.Remove(dir)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %s removed\n", escape(dir), plural(int64(len(p.Removed)), "file", "files"))
		for _, name := range p.Kept {
			fmt.Fprintf(out, "  kept %s: it was changed since it was installed (Wireshark itself rewrites preferences and recent)\n", escape(name))
		}
	}
	return nil
}

// place writes files into a folder and says what it left alone.
func place(out io.Writer, dir string, files []lua.File) error {
	p, err := lua.Place(dir, files)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %s\n", escape(dir), plural(int64(len(p.Written)), "file", "files"))
	for _, name := range p.Kept {
		fmt.Fprintf(out, "  kept %s: it is not as whyrst wrote it\n", escape(name))
	}
	return nil
}

// rootNote says what root will not see.
func rootNote(out io.Writer) {
	if os.Geteuid() == 0 {
		fmt.Fprintln(out, "\nYou are root: Wireshark 4.2 and later ignore personal plugins of root. Start it as another user, or put\nrun_user_scripts_when_superuser = true into init.lua in its global Lua plugin folder.")
	}
}
