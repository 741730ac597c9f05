// SPDX-FileCopyrightText: 2026 The Emberscope authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Must not compile: describe the fields of this struct first
#include "../typedexamples.h"

#include <ember/events/eventemitter.h>

using namespace ember::test;

struct Undescribed
{
    int number = 0;
};

inline constexpr ember::EventType<Undescribed> undescribed{"device.undescribed"};
