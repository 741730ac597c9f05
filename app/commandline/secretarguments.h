// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace ember {

/// Writes over the passwords of addresses in the list of arguments, where every user of the machine can read them for
/// as long as the process lives (ps, /proc/PID/cmdline): each such argument becomes the address as it is shown. First
/// thing in main(), once the arguments were copied; what was there before, for a moment, and the shell's history are
/// out of reach, so better than a password in an address is to be asked for it. An address that cannot be read is left
/// alone: the program says why and ends at once.
void hideSecrets(int argc, char **argv);

} // namespace ember
