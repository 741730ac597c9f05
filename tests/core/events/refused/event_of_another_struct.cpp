// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: OnlyNew
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

ember::Event wrong()
{
    return temperatureChanged.event(OnlyNew{.now = 5});
}
