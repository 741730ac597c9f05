// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: the_version_of_an_event_type_is_1_or_more
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

inline constexpr ember::EventType<OnlyNew> wrong{"device.changed", {.version = 0}};
