// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: an_event_name_is_dotted_lower_case_segments_without_wildcards
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

inline constexpr ember::EventType<OnlyNew> wrong{"device.Changed"};
