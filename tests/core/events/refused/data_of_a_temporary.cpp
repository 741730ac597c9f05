// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: use of deleted function
#include "../typedexamples.h"

using namespace ember::test;

double wrong()
{
    const auto read = temperatureChanged.read(ember::Event(u"device.temperature_changed"));
    return read ? read.value()->now : 0; // the event is gone by now, and the data with it
}
