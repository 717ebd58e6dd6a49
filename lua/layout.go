package lua

import "fmt"

// SelfContained lays plugin and profile out as one configuration folder, whose default profile is ours:
// WIRESHARK_CONFIG_DIR may point to it.
func SelfContained(profile, plugin []File) []File {
	return sorted(append(below("plugins", plugin), profile...))
}

// Bundle lays them out as a configuration folder with a profile of its own beside the default one, and scripts that
// start Wireshark with it.
func Bundle(profile, plugin []File) []File {
	files := append(below("plugins", plugin), below("profiles/"+ProfileName, profile)...)
	return sorted(append(files,
		File{"start-wireshark.sh", []byte(startShell)},
		File{"start-wireshark.bat", []byte(startBatch)},
		File{"README.txt", fmt.Appendf(nil, bundleText, ProfileName)}))
}

// below moves files into a folder.
func below(dir string, files []File) (out []File) {
	for _, f := range files {
		out = append(out, File{dir + "/" + f.Path, f.Data})
	}
	return out
}

const startShell = `#!/bin/sh
WIRESHARK_CONFIG_DIR=$(cd "$(dirname "$0")" && pwd) exec wireshark -C whyrst "$@"
`

const startBatch = "@set \"WIRESHARK_CONFIG_DIR=%~dp0.\"\r\n@\"%ProgramFiles%\\Wireshark\\Wireshark.exe\" -C whyrst %*\r\n"

const bundleText = `Why the connections in these captures were reset, for Wireshark 3.6 and later. Nothing needs to be installed.

  ./start-wireshark.sh CAPTURE                     Linux, macOS
  start-wireshark.bat CAPTURE                      Windows
  WIRESHARK_CONFIG_DIR=. tshark -C %s -r CAPTURE -Y whyrst.cause

Open a capture that was analysed, a part of it, or a file that it was merged into. Other captures show no verdicts.
As root, Wireshark 4.2 and later ignore plugins in this folder.
`
