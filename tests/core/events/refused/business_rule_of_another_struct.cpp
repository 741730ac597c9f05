// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: OnlyNew
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

QString check(const TemperatureChanged &);

inline constexpr ember::EventType<OnlyNew> wrong{"device.changed", {.validate = &check}};
